// The whole script of the site: the theme button, and two comforts for the menu of small
// screens. Everything works without it.
(() => {
  const root = document.documentElement;

  const button = document.querySelector("[data-theme-button]");
  if (button) {
    const prefersDark = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () =>
      root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches;
    const show = () => {
      button.firstElementChild.textContent = isDark()
        ? button.dataset.light
        : button.dataset.dark;
    };
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem("portal-theme", root.dataset.theme);
      } catch {
        // Storage is off: the choice holds for this page.
      }
      show();
    });
    prefersDark.addEventListener("change", show);
    show();
    button.hidden = false;
  }

  // The open menu lies over the page: Escape, a tap beside it and the Tab key that leaves it
  // close it, so that it never covers what has the focus.
  const menu = document.querySelector("details.menu");
  if (menu) {
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.firstElementChild.focus();
      }
    });
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  }
})();
