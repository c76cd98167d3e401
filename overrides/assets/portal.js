// The whole script of the site: a button for the theme. Everything else is HTML and CSS.
(() => {
  const button = document.querySelector("[data-theme-button]");
  if (!button) return;
  const root = document.documentElement;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches;
  const show = () => {
    button.textContent = isDark() ? button.dataset.light : button.dataset.dark;
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
})();
