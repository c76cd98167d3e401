// The index of a list: what is chosen, what that leaves, in which order. Nothing of the page.

async function load(address, settings) {
  const answer = await fetch(address, settings);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

// A text is a string, or runs of which some are [text, language, direction].
export const runsOf = (text) => (Array.isArray(text) ? text : [text]);
export const plain = (text) => runsOf(text).map((run) => (Array.isArray(run) ? run[0] : run)).join("");

// A text as a cell of a table, as safe as those of the open data (exports/csv_tables.py).
export function cell(text) {
  const formula = /^[=+\-@\t\r\n'\uff1d\uff0b\uff0d\uff20]/.test(text);
  const whole = formula && !/^-?[0-9]+(\.[0-9]+)?$/.test(text) ? `'${text}` : text;
  const safe = whole.replace(/([;\t\r\n][ "]*)(?=[-=+@'\uff1d\uff0b\uff0d\uff20])/g, "$1'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// More options than these are a menu of which one can be chosen, not boxes to tick.
const MANY = 6;

export async function openIndex(address) {
  // Asked for anew each time, which costs a few bytes where nothing has changed.
  const index = await load(address, { cache: "no-cache" });
  const { filters, texts, titles, times } = index;
  for (const filter of filters) filter.single = filter.options.length > MANY;
  const parts = new Map();

  function part(which) {
    if (!parts.has(which)) {
      const coming = load(address.replace(/\.json$/, `-${which}.json?v=${index.version}`)).then((found) => {
        if (found.version !== index.version) throw new Error("the site has changed");
        return found;
      });
      coming.catch(() => parts.delete(which));
      parts.set(which, coming);
    }
    return parts.get(which);
  }

  // The words of records, each as a function from a column's name to its value.
  async function words(rows) {
    const found = await Promise.all(rows.map((row) => part(Math.floor(row / index.part))));
    return rows.map((row, place) => (name) => found[place][name]?.[row % index.part] ?? "");
  }

  // -- numbers and counted words, as the site writes them

  function number(value) {
    const digits = String(value);
    if (digits.length < 4) return digits;
    return digits.slice(0, -3) + texts.thousands[digits.length === 4 ? 0 : 1] + digits.slice(-3);
  }

  function entries(count) {
    const { forms, table } = texts.entries;
    return forms[table[count < 200 ? count : 100 + (count % 100)]].replace("%(num)s", number(count));
  }

  const position = (page, pages) =>
    texts.position.replace("%(pages)s", number(pages)).replace("%(page)s", number(page));

  // -- what is chosen: per filter a set of places of options, the order, the page

  function read(search) {
    const address = new URLSearchParams(search);
    const chosen = filters.map(({ name, options, single, former }) => {
      const values = address.getAll(name).map((value) => {
        const place = options.findIndex(([own]) => own === value);
        return place < 0 ? former?.[value] : place;
      });
      const known = values.filter((place) => place >= 0);
      return new Set(single ? known.slice(0, 1) : known);
    });
    const sort = index.sorts.find(([name]) => name === address.get("sort"))?.[0] ?? "";
    return { chosen, sort, page: Math.max(1, Math.floor(address.get("page")) || 1) };
  }

  function write({ chosen, sort, page }) {
    const address = new URLSearchParams();
    filters.forEach(({ name, options }, place) => {
      for (const option of chosen[place]) address.append(name, options[option][0]);
    });
    if (sort) address.set("sort", sort);
    if (page > 1) address.set("page", page);
    return String(address) && `?${address}`;
  }

  // -- what that leaves

  const optionsOf = (filter, row) => [filter.rows[row]].flat().filter((option) => option >= 0);

  // The rows that are left, and per filter how many each of its options leaves beside what
  // is chosen in the other filters.
  function select(chosen) {
    const counts = filters.map(({ options }) => new Uint32Array(options.length));
    const rows = [];
    const used = filters.map((_, place) => place).filter((place) => chosen[place].size);
    const fits = (place, row) => {
      const found = filters[place].rows[row];
      return Array.isArray(found) ? found.some((one) => chosen[place].has(one)) : chosen[place].has(found);
    };
    const count = (place, row) => {
      for (const option of optionsOf(filters[place], row)) counts[place][option] += 1;
    };
    for (let row = 0; row < index.total; row += 1) {
      const missed = used.filter((place) => !fits(place, row));
      if (missed.length === 1) count(missed[0], row);
      if (missed.length) continue;
      rows.push(row);
      for (let place = 0; place < filters.length; place += 1) count(place, row);
    }
    return { rows, counts };
  }

  function sorted(rows, sort) {
    const byTitle = titles ? (a, b) => titles[a] - titles[b] : (a, b) => a - b;
    if (!sort) return rows; // as the list has them
    if (sort === "title") return rows.sort(byTitle);
    const way = sort === "newest" ? -1 : 1;
    // What has no date comes last, whichever way.
    const byTime = (a, b) =>
      times[a] === null || times[b] === null
        ? (times[a] === null) - (times[b] === null)
        : way * (times[a] - times[b]);
    return rows.sort((a, b) => byTime(a, b) || byTitle(a, b));
  }

  // -- the result as a table

  async function table({ chosen, sort }, addressOf) {
    const rows = sorted(select(chosen).rows, sort);
    const found = await words(rows);
    const [title, details, summary, link] = texts.columns;
    const lines = [[title, details, ...filters.map(({ label }) => label), summary, link]];
    rows.forEach((row, place) => {
      const of = found[place];
      const values = filters.map((filter) =>
        optionsOf(filter, row).map((option) => plain(filter.options[option][1])).join("; "),
      );
      const [first, second, last] = ["title", "meta", "summary"].map((name) => plain(of(name)));
      lines.push([first, second, ...values, last, addressOf(of("id"))]);
    });
    return `\ufeff${lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("")}`;
  }

  // Words that come in one piece are there before the first choice is made.
  if (index.part >= index.total) part(0).catch(() => {});
  return { ...index, words, number, entries, position, read, write, select, sorted, table };
}
