// What somebody who filters a list sees: the form, the cards, the pages. Texts come from
// data: they are only ever put in as text.
import { openIndex, plain, runsOf } from "./explorer-data.js";

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const textNodes = (text) =>
  runsOf(text).map((run) => {
    if (!Array.isArray(run)) return run;
    const [words, lang, dir] = run;
    return make("span", dir ? { lang, dir } : { lang }, words);
  });

export async function explore(home) {
  const { explorer, root, site, level } = home.dataset;
  const index = await openIndex(explorer);
  const { filters, texts } = index;
  const panel = home.querySelector("details");
  const links = home.querySelector("[data-links]");
  const failed = home.querySelector("[data-failed]");
  const status = home.querySelector("[data-status]");
  const total = document.querySelector("[data-total]");
  const lists = document.querySelectorAll("[data-list]");
  const results = make("div", { hidden: "" });
  let state;
  let turn = 0;

  const hideList = (hidden) => {
    for (const part of [total, ...lists]) part.hidden = hidden;
  };
  const pathOf = (id) => `${root}${index.section}/${id}/`;

  // -- results, the same as records/macros.html has them

  function picture([src, width, height, sizes, webp, jpeg]) {
    const set = (copies) => copies.map(([path, wide]) => `${site}${path} ${wide}w`).join(", ");
    const room = { sizes, width, height, alt: "", loading: "lazy", decoding: "async" };
    return make(
      "picture",
      {},
      make("source", { type: "image/webp", srcset: set(webp), sizes }),
      make("img", { class: "card__photo", src: site + src, srcset: set(jpeg), ...room }),
    );
  }

  function card(of, depth) {
    const item = make("li", { class: "card" });
    if (of("photo")) {
      item.append(picture(of("photo")));
    } else if (of("logo")) {
      const [address, width, height] = of("logo");
      const room = { alt: "", width, height, loading: "lazy" };
      item.append(make("img", { class: "card__logo", src: site + address, ...room }));
    }
    const link = make("a", { href: pathOf(of("id")) }, ...textNodes(of("title")));
    item.append(make(`h${depth}`, { class: "card__title" }, link));
    const [kind, name] = index.badges[of("badge")] ?? [];
    if (name || of("meta")) {
      const badge = name ? [make("span", { class: `badge badge--${kind}` }, name), " "] : [];
      item.append(make("p", { class: "card__meta" }, ...badge, make("span", {}, ...textNodes(of("meta")))));
    }
    if (of("summary")) {
      item.append(make("p", { class: "card__summary" }, ...textNodes(of("summary"))));
    }
    return item;
  }

  function cards(rows, found) {
    const groups = state.sort ? undefined : index.group;
    const made = [];
    rows.forEach((row, place) => {
      if (!place || (groups && groups[row] !== groups[rows[place - 1]])) {
        if (groups) made.push(make("h2", {}, index.groups[groups[row]]));
        made.push(make("ul", { class: "cards" }));
      }
      made.at(-1).append(card(found[place], groups ? 3 : level));
    });
    return made;
  }

  function pageLinks(page, pages) {
    if (pages < 2) return [];
    const items = make("ul", {});
    const link = (label, to, attributes = {}) => {
      const href = index.write({ ...state, page: to }) || location.pathname;
      items.append(make("li", {}, make("a", { href, "data-page": to, ...attributes }, label)));
    };
    const still = (label, attributes) => items.append(make("li", {}, make("span", attributes, label)));
    if (page > 1) link(texts.previous, page - 1, { rel: "prev" });
    let before = 0;
    for (let one = 1; one <= pages; one += 1) {
      if (one > 1 && one < pages && Math.abs(one - page) > 2) continue;
      if (one - before > 1) still("…", {});
      if (one === page) still(index.number(one), { "aria-current": "page" });
      else link(index.number(one), one);
      before = one;
    }
    if (page < pages) link(texts.next, page + 1, { rel: "next" });
    return [make("nav", { class: "pages", "aria-label": texts.pages }, items)];
  }

  // -- the form

  function labelled(text, menu) {
    menu.id = `choose-${menu.name}`;
    return make("p", { class: "explorer__field" }, make("label", { for: menu.id }, text), menu);
  }

  function makeField({ name, label, options, single }) {
    if (single) {
      const menu = make("select", { name }, make("option", { value: "" }, texts.all));
      for (const [value, text] of options) {
        const [run, ...more] = runsOf(text);
        const foreign = Array.isArray(run) && !more.length;
        menu.append(make("option", foreign ? { value, lang: run[1] } : { value }));
      }
      return { menu, node: labelled(label, menu) };
    }
    const boxes = options.map(([value]) => make("input", { type: "checkbox", name, value }));
    const numbers = options.map(() => make("span", { class: "explorer__number" }));
    const rows = options.map(([, text], place) =>
      make("label", {}, boxes[place], make("span", {}, ...textNodes(text), " ", numbers[place])),
    );
    return { boxes, numbers, node: make("fieldset", {}, make("legend", {}, label), ...rows) };
  }

  const fields = filters.map(makeField);
  const order = make("select", { name: "sort" });
  for (const [value, text] of index.sorts) order.append(make("option", { value }, text));
  const save = make("button", { type: "button" }, texts.csv);
  const form = make(
    "form",
    { class: "explorer__form", "aria-label": panel.firstElementChild.textContent },
    ...fields.map(({ node }) => node),
    labelled(texts.sort, order),
    make("p", { class: "explorer__actions" }, make("button", { type: "reset" }, texts.clear), save),
  );

  function showForm(counts) {
    fields.forEach(({ menu, boxes, numbers }, place) => {
      const [chosen, { options }] = [state.chosen[place], filters[place]];
      counts[place].forEach((count, option) => {
        const number = `(${index.number(count)})`;
        if (menu) {
          const one = menu.options[option + 1];
          one.textContent = `${plain(options[option][1])} ${number}`;
          one.disabled = !count && !chosen.has(option);
        } else {
          numbers[option].textContent = number;
          boxes[option].checked = chosen.has(option);
        }
      });
      if (menu) menu.selectedIndex = chosen.size ? [...chosen][0] + 1 : 0;
    });
    order.value = state.sort;
  }

  function readForm() {
    const chosen = fields.map(({ menu, boxes }) => {
      if (menu) return new Set(menu.selectedIndex > 0 ? [menu.selectedIndex - 1] : []);
      return new Set(boxes.flatMap((box, option) => (box.checked ? [option] : [])));
    });
    return { chosen, sort: order.value, page: 1 };
  }

  // -- from a choice to what it shows

  function say(count, page, pages) {
    const said = [count ? index.entries(count) : texts.none];
    filters.forEach(({ label, options }, place) => {
      const names = [...state.chosen[place]].map((option) => plain(options[option][1]));
      if (names.length) said.push(`${label}: ${names.join(", ")}`);
    });
    if (pages > 1) said.push(index.position(page, pages));
    status.textContent = said.join(" · ");
  }

  async function show(next) {
    state = next;
    turn += 1;
    const mine = turn;
    const { rows, counts } = index.select(state.chosen);
    const pages = Math.max(1, Math.ceil(rows.length / index.page));
    const page = Math.min(state.page, pages);
    const active = state.chosen.some((set) => set.size) || state.sort !== "" || page > 1;
    showForm(counts);
    if (active) {
      const shown = index.sorted(rows, state.sort).slice((page - 1) * index.page, page * index.page);
      const found = await index.words(shown);
      if (mine !== turn) return; // somebody has chosen something else meanwhile
      results.replaceChildren(...cards(shown, found), ...pageLinks(page, pages));
    }
    // Said when it is there: who hears it and goes to the list finds no other entries.
    say(rows.length, page, pages);
    // Without a choice the list stands there as it was, with its own number of entries.
    status.classList.toggle("visually-hidden", !active);
    results.hidden = !active;
    hideList(active);
  }

  function giveUp() {
    turn += 1;
    status.textContent = "";
    form.hidden = results.hidden = true;
    links.hidden = failed.hidden = false;
    hideList(false);
    panel.open = true;
  }

  const go = (next) => {
    history.pushState(null, "", index.write(next) || location.pathname);
    return show(next).catch(giveUp);
  };

  form.addEventListener("change", () => go(readForm()));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    go({ ...state, chosen: filters.map(() => new Set()), page: 1 });
  });
  results.addEventListener("click", async (event) => {
    const to = event.target.closest("[data-page]")?.dataset.page;
    if (!to || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    await go({ ...state, page: Number(to) });
    status.focus({ preventScroll: true });
    home.scrollIntoView();
  });
  save.addEventListener("click", async () => {
    const text = await index.table(state, (id) => new URL(pathOf(id), location).href).catch(giveUp);
    if (!text) return;
    const href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    make("a", { href, download: `${index.section}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  });
  addEventListener("popstate", () => show(index.read(location.search)).catch(giveUp));

  [...lists].at(-1).after(results);
  status.tabIndex = -1;
  await show(index.read(location.search));
  if (links.contains(document.activeElement)) panel.firstElementChild.focus();
  links.hidden = true;
  links.before(form);
}
