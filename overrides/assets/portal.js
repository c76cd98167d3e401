// The whole script of the site: the theme button, two comforts for the menu of small screens,
// buttons that hand on a page's address. Everything works without it.
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

  // The open menu lies over the page: Escape and a tap beside it close it.
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
  }

  // Nothing is loaded from any network, and nobody is told who shares what: the system's own
  // dialog is asked, or the clipboard.
  const end = document.querySelector(".page-end");
  if (end) {
    const address = end.querySelector("[data-address]").textContent;
    const copy = end.querySelector("[data-copy-address]");
    const share = end.querySelector("[data-share]");
    const said = end.querySelector("[data-copied]");
    const printed = end.querySelector("[data-printed]");
    if (navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(address);
          said.textContent = said.dataset.copied;
        } catch {
          // Not allowed: the address stands beside the button.
        }
      });
    }
    if (navigator.share) {
      share.hidden = false;
      share.addEventListener("click", () => {
        navigator.share({ title: document.title, url: address }).catch(() => {});
      });
    }
    addEventListener("beforeprint", () => {
      const { formats } = printed.dataset;
      const day = new Date().toLocaleDateString(formats, { dateStyle: "long" });
      printed.textContent = printed.dataset.printed.replace("%(date)s", day);
    });
  }
})();
