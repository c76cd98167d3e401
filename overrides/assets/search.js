// The search as readers see it, in a dialog or on its page. Loaded when it is wanted.
import { find, language, load, renew, site } from "./search-find.js";
import { keyRow, make, markForeign } from "./search-parts.js";
import { mark } from "./search-words.js";

const SHOWN = 10;

let style;
const dress = () =>
  (style ??= new Promise((done) => {
    const link = make("link", { rel: "stylesheet", href: new URL("search.css", import.meta.url) });
    link.onload = link.onerror = done;
    document.head.append(link);
  }));

const build = (place, settings, prefix, key) => {
  const { strings, kinds, programmes, normalise } = settings;
  const input = make("input", {
    type: "search", name: "q", id: `${prefix}-q`, autocomplete: "off", spellcheck: "false",
    enterkeyhint: "search", "aria-describedby": `${prefix}-status`,
  });
  const choice = (name, label) => {
    const select = make("select", { name, id: `${prefix}-${name}` });
    return [select, make("p", {}, make("label", { for: select.id }, label), select)];
  };
  const [kind, kindRow] = choice("kind", strings.kind);
  const [programme, programmeRow] = choice("programme", strings.programme);
  const status = make("p", { role: "status", id: `${prefix}-status`, class: "search__status" });
  const list = make("ol", { class: "search__hits", "aria-label": strings.hits, hidden: "" });
  const more = make("button", { type: "button", class: "search__more", hidden: "" }, strings.more);
  const form = make(
    "form",
    { role: "search", action: new URL(settings.page, site), class: "search__form" },
    make("p", {}, make("label", { for: input.id }, strings.label), input),
    make("div", { class: "search__filters" }, kindRow, programmeRow),
    status,
  );
  place.append(form, list, more, keyRow(key, strings.key, `${prefix}-key`));

  const singular = new Map(kinds.map(([id, , one]) => [id, one]));
  let current = { results: [], words: [] };
  let turn = 0;

  const fill = (select, all, labels, counts = {}) => {
    const chosen = select.value;
    const options = labels.filter(([id]) => counts[id] || id === chosen);
    select.replaceChildren(
      new Option(all, ""),
      ...options.map(([id, label]) => new Option(`${label} (${counts[id] ?? 0})`, id)),
    );
    select.value = chosen;
    select.disabled = !options.length;
  };
  const hit = ({ raw_url, meta, filters }) => {
    const link = make("a", { href: new URL(settings.root + raw_url.replace(/^\//, ""), site) });
    markForeign(link, meta.title_lang);
    link.append(...mark(meta.title, current.words, normalise));
    const under = [singular.get(filters.kind?.[0])];
    if (filters.kind?.[0] !== "programmes") {
      under.push(...(filters.programme ?? []).slice(0, 2).map((id) => programmes[id]));
    }
    const item = make("li", {}, link);
    item.append(make("p", { class: "search__kind" }, under.filter(Boolean).join("\u00a0· ")));
    if (meta.text) {
      const text = make("p", {}, ...mark(meta.text, current.words, normalise));
      markForeign(text, meta.text_lang);
      item.append(text);
    }
    return item;
  };
  const show = async (before) => {
    const mine = turn;
    const next = current.results.slice(before, before + SHOWN);
    const items = await Promise.all(next.map(async (result) => hit(await result.data())));
    if (mine !== turn) return;
    const isInside = list.contains(document.activeElement);
    if (!before) list.replaceChildren();
    list.append(...items);
    if (isInside) (list.querySelector("a") ?? input).focus();
    const { length } = list.children;
    list.hidden = !length;
    more.hidden = length >= current.results.length;
    return items[0]?.firstChild;
  };
  // What fails may have moved when the site was published anew: it is asked for once more, unless
  // other words are searched for by then.
  const run = async (error) => {
    const mine = ++turn;
    const isOld = () => mine !== turn;
    const again = () => isOld() || renew().then(() => search(isOld));
    await (error ? again() : search(isOld).catch(again)).catch(() => {
      if (isOld()) return;
      current.results = [];
      show(0);
      status.textContent = strings.failed;
    });
  };
  const search = async (isOld) => {
    const filters = {};
    for (const { name, value } of [kind, programme]) if (value) filters[name] = value;
    const found = await find(input.value, filters);
    if (isOld()) return;
    current = found;
    fill(kind, strings.allKinds, kinds, found.counts.kind);
    fill(programme, strings.allProgrammes, Object.entries(programmes), found.counts.programme);
    await show(0);
    if (isOld()) return;
    const { length } = found.results;
    const text = !length ? strings.none : found.complete ? strings.count : strings.some;
    status.textContent = found.words.length ? text.replace("%(num)s", length.toLocaleString(language)) : "";
    place.dispatchEvent(new Event("found"));
  };

  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(run, 120);
  });
  form.addEventListener("change", (event) => event.target !== input && run());
  more.addEventListener("click", async () => (await show(list.children.length).catch(run))?.focus());
  place.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.matches("select")) return;
    const stops = [input, ...list.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    const to = stops[at + step];
    if (at < 0 || !to) return;
    event.preventDefault();
    to.focus();
  });
  fill(kind, strings.allKinds, kinds);
  fill(programme, strings.allProgrammes, Object.entries(programmes));
  return { form, input, kind, programme, run };
};

let dialog;
/** Open the dialog; rejects where it cannot be loaded. */
export const open = async (key) => {
  if (document.querySelector("dialog[open]")) return;
  const [settings] = await Promise.all([load(), dress()]);
  if (!dialog) {
    const heading = make("h2", { id: "search-title" }, settings.strings.title);
    const close = make("button", { type: "button", class: "search__close" }, settings.strings.close);
    dialog = make(
      "dialog",
      { class: "search search--dialog", "aria-labelledby": heading.id },
      make("div", { class: "search__head" }, heading, close),
    );
    dialog.input = build(dialog, settings, "search", key).input;
    close.addEventListener("click", () => dialog.close());
    // A click beside it is one on the dialog itself; Escape would first empty the field.
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      dialog.close();
    });
    document.body.append(dialog);
  }
  dialog.showModal();
  dialog.input.focus();
  dialog.input.select();
};

/** The search page's search, with the query of its address. */
export const mount = async (place, key) => {
  const [settings] = await Promise.all([load(), dress()]);
  const { form, input, kind, programme, run } = build(place, settings, "page-search", key);
  const asked = new URL(location).searchParams;
  input.value = asked.get("q") ?? "";
  const { kinds, programmes, former = {} } = settings;
  const choose = (select, value, known) => {
    // What no page has would leave nothing, and no menu could name it.
    if (known.includes(value)) select.append(new Option(value, value, true, true));
  };
  choose(kind, asked.get("kind"), kinds.map(([id]) => id));
  const wanted = asked.get("programme");
  choose(programme, former[wanted] ?? wanted, Object.keys(programmes));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  place.addEventListener("found", () => {
    const wanted = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(null, "", `${location.pathname}${wanted.size ? `?${wanted}` : ""}`);
  });
  place.hidden = false;
  document.querySelector("[data-search-missing]").remove();
  if (input.value) await run();
};
