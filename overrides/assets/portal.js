// What every page loads: the theme button, the home page's offer of another language, two
// comforts for the menu of small screens, what opens the search, whose own scripts come when it
// is wanted, and buttons that hand on a page's address. Everything works without it.
(() => {
  const root = document.documentElement;
  const own = document.currentScript.src;

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

  // The home page offers itself in the language that the browser prefers, if it has it.
  const offers = [...document.querySelectorAll("[data-offer]")];
  if (offers.length) {
    const own = root.lang.toLowerCase();
    const speaks = (wish, tag) => wish === tag || wish.startsWith(`${tag}-`);
    for (const wish of navigator.languages.map((language) => language.toLowerCase())) {
      const offer = offers.find((one) => speaks(wish, one.lang.toLowerCase()));
      if (offer) offer.hidden = false;
      if (offer || speaks(wish, own)) break;
    }
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

  // The link to the search page becomes a button that opens the search here. "/" does too,
  // but not while somebody types, and not together with other keys. Whoever speaks to a computer
  // can turn that off (WCAG 2.1.4): of dictated words, each letter is a key.
  const KEY = "portal-search-key";
  const key = {
    isOn: true,
    tell() {},
    turn(isOn) {
      key.isOn = isOn;
      key.tell();
      try {
        if (isOn) localStorage.removeItem(KEY);
        else localStorage.setItem(KEY, "off");
      } catch {
        // Storage is off: the choice holds for this page.
      }
    },
  };
  try {
    key.isOn = localStorage.getItem(KEY) !== "off";
  } catch {
    // Nothing was chosen.
  }
  const search = () => import(new URL("search.js", own));
  const link = document.querySelector("a[data-search]");
  const field = document.querySelector("[data-search-page]");
  if (link) {
    const opener = document.createElement("button");
    opener.type = "button";
    opener.className = link.className;
    opener.setAttribute("aria-haspopup", "dialog");
    key.tell = () => {
      if (key.isOn) opener.setAttribute("aria-keyshortcuts", "/");
      else opener.removeAttribute("aria-keyshortcuts");
    };
    key.tell();
    opener.append(...link.childNodes);
    const open = () => {
      const typed = field?.querySelector("input");
      if (typed) return typed.focus();
      return search()
        .then((module) => module.open(key))
        .catch(() => location.assign(link.href));
    };
    opener.addEventListener("click", open);
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || !key.isOn || typing) return;
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      open();
    });
    link.replaceWith(opener);
  }
  // What cannot be loaded leaves the page as it is without JavaScript, which is said only then.
  if (field) {
    const missing = document.querySelector("[data-search-missing]");
    missing.hidden = true;
    search().then((module) => module.mount(field, key)).catch(() => (missing.hidden = false));
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
