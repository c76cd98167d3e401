// Finds: loads Pagefind with the index of the page's language, and asks it. No interface.
import { makeNormalise, split } from "./search-words.js";

export const site = new URL("..", import.meta.url);
export const language = document.documentElement.lang;
const index = new URL(`pagefind/${language}/`, site);
// Names count most, short ones more (see SHORT_NAME in entries.py). What a hit shows is in the
// index too, but is no ground for finding it. A long page is not the worse for it.
const RANKING = {
  pageLength: 0.2,
  metaWeights: {
    short_name: 14, middle_name: 8, long_name: 5, headings: 3,
    title: 0, text: 0, title_lang: 0, text_lang: 0,
  }, // prettier-ignore
};
// With fewer hits than these, pages with some of the words follow.
const FEW = 3;

let loading;
/** The settings, the function that normalises a word, and Pagefind: loaded once. */
export const load = () =>
  (loading ??= (async () => {
    const [answer, pagefind] = await Promise.all([
      fetch(new URL("portal.json", index)),
      import(new URL("pagefind.js", index)),
    ]);
    if (!answer.ok) throw new Error(answer.statusText);
    const settings = await answer.json();
    await pagefind.options({ ranking: RANKING });
    await pagefind.init(language);
    await pagefind.filters(); // without them a search counts none
    return { ...settings, pagefind, normalise: makeNormalise(settings.rules) };
  })().catch((error) => {
    loading = undefined; // the next time may have a better connection
    throw error;
  }));

/** All hits of a query, best first, and how many each filter would leave. */
export const find = async (query, filters = {}) => {
  const { pagefind, normalise } = await load();
  const words = split(query).map(normalise).filter(Boolean);
  if (!words.length) return { words, results: [], counts: {}, complete: true };
  const ask = (terms, by = filters) => pagefind.search(terms, { filters: by });
  const all = words.join(" ");
  const answers = [await ask(all)];
  const terms = [all];
  const complete = answers[0].unfilteredResultCount;
  if (complete < FEW) {
    // Pages with some of the words, or with words that begin alike.
    for (const word of words) {
      for (let n = word.length; n >= Math.max(Math.min(3, word.length), word.length - 2); n--) {
        const term = word.slice(0, n);
        if (term === all) continue;
        const answer = await ask(term);
        if (!answer.unfilteredResultCount) continue;
        terms.push(term);
        answers.push(answer);
        break;
      }
    }
  }
  const scores = new Map();
  for (const [turn, { results }] of answers.entries()) {
    const best = results[0]?.score || 1;
    const worth = turn ? 1 / (1 + Math.log(results.length)) : words.length;
    for (const result of results) {
      const found = scores.get(result.id) ?? { result, score: 0 };
      // All words first; of single words, the rarer one counts more.
      found.score += worth * (1 + result.score / best);
      scores.set(result.id, found);
    }
  }
  const counts = {};
  for (const name of ["kind", "programme"]) {
    const { [name]: _, ...others } = filters;
    counts[name] = {};
    for (const term of terms) {
      const found = (await ask(term, others)).filters[name] ?? {};
      for (const [value, count] of Object.entries(found)) {
        counts[name][value] = Math.max(count, counts[name][value] ?? 0);
      }
    }
  }
  const results = [...scores.values()].sort((a, b) => b.score - a.score).map((f) => f.result);
  return { words, results, counts, complete: complete > 0 };
};

/** The paths of the first hits, below the language's root: what the tests look at. */
export const firstPaths = async (query, many = 3) => {
  const { results } = await find(query);
  const pages = await Promise.all(results.slice(0, many).map((result) => result.data()));
  return pages.map((page) => page.raw_url.replace(/^\//, ""));
};
