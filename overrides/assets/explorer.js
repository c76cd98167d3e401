// The filters of a list. Without scripts they are links to lists of their own; once somebody
// opens them, or comes with a choice in the address, they can be combined. Only then the
// rest of the script and the index of the list are loaded.
const home = document.querySelector("[data-explorer]");
const panel = home.querySelector("details");
const failed = home.querySelector("[data-failed]");
let begun;

async function begin() {
  try {
    const { explore } = await import("./explorer-view.js");
    await explore(home);
  } catch {
    // The links work all the same, and say that the rest does not.
    failed.hidden = false;
    panel.open = true;
  }
}

const beginOnce = () => (begun ??= begin());
panel.addEventListener("toggle", () => panel.open && beginOnce());
if (location.hash === "#filters") panel.open = true;
if (location.search.length > 1 || panel.open) beginOnce();
