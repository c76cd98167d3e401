// The page of a municipality's embeds: choosing changes the code; a button copies it.
// Without this script the page shows all snippets as they are.
(() => {
  const page = document.querySelector("[data-embed]");
  if (!page) return;
  const status = page.querySelector("[data-status]");
  const form = page.querySelector("[data-choice]");
  const choice = (name) => form.querySelector(`[data-${name}]`).value;
  const snippets = [...page.querySelectorAll("[data-snippet]")];
  const styles = [...form.querySelector("[data-style]").options].map((option) => option.value);
  const languages = form.querySelector("[data-language]");
  const code = (snippet) => snippet.querySelector("textarea");
  // The code and the preview as the site made them, in the chosen language.
  let originals = new Map(snippets.map((one) => [one.dataset.snippet, read(one)]));
  let shown;

  function read(snippet) {
    return {
      code: code(snippet).defaultValue,
      preview: snippet.querySelector("[data-preview]")?.cloneNode(true),
    };
  }

  // Pictures alone: a card is as high as its texts need, which no size of a frame makes smaller.
  function scaled(text, factor) {
    const by = (number) => Math.round(number * factor);
    return text.replace(
      /(<img [^>]*width=")(\d+)(" height=")(\d+)/g,
      (_, a, w, b, h) => a + by(w) + b + by(h),
    );
  }

  function themed(text, theme) {
    if (!theme) return text;
    return text
      .replace(/(<iframe src="[^"#]*)"/g, `$1#${theme}"`)
      .replace(/(<programme-card [^>]*?)>/g, `$1 theme="${theme}">`);
  }

  // A document that comes into a frame takes the focus from it, and with it the place of somebody
  // who had come there by Tab: the key passes the frame over while there is nothing in it.
  function passOverUntilLoaded(frame) {
    frame.tabIndex = -1;
    frame.addEventListener("load", () => frame.removeAttribute("tabindex"), { once: true });
  }

  function show() {
    const [style, theme, size] = [choice("style"), choice("theme"), Number(choice("size"))];
    form.querySelector("[data-size]").disabled = style === "card";
    for (const snippet of snippets) {
      const { code: text, preview } = originals.get(snippet.dataset.snippet);
      code(snippet).value = themed(scaled(text, size), theme);
      if (styles.includes(snippet.dataset.snippet)) {
        snippet.hidden = snippet.dataset.snippet !== style;
      }
      if (!preview) continue;
      const fresh = preview.cloneNode(true);
      for (const picture of fresh.querySelectorAll("img")) {
        for (const side of ["width", "height"]) {
          picture.setAttribute(side, Math.round(picture.getAttribute(side) * size));
        }
      }
      for (const frame of fresh.querySelectorAll("iframe")) {
        if (theme) frame.src = `${frame.src}#${theme}`;
        passOverUntilLoaded(frame);
      }
      snippet.querySelector("[data-preview]").replaceWith(fresh);
    }
  }

  // The code and the preview in another language; none where its page does not come whole.
  async function readPage(path) {
    const address = new URL(path, location.href);
    const answer = await fetch(address);
    const other = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = new Map();
    for (const one of other.querySelectorAll("[data-snippet]")) {
      for (const node of one.querySelectorAll("[data-preview] [src], [data-preview] [href]")) {
        const name = node.hasAttribute("src") ? "src" : "href";
        node.setAttribute(name, new URL(node.getAttribute(name), address).href);
      }
      found.set(one.dataset.snippet, read(one));
    }
    return snippets.every((one) => found.has(one.dataset.snippet)) ? found : undefined;
  }

  async function changeLanguage() {
    const wanted = languages.value;
    const found = await readPage(wanted).catch(() => undefined);
    if (languages.value !== wanted) return; // somebody has chosen another one meanwhile
    // The menu never names a language that the code is not in.
    if (!found) languages.value = shown;
    else [originals, shown] = [found, wanted];
    show();
  }

  form.addEventListener("change", (event) => {
    if (event.target === languages) changeLanguage();
    else show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());

  for (const button of page.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const area = document.getElementById(button.dataset.copy);
      status.textContent = "";
      let copied = true;
      try {
        await navigator.clipboard.writeText(area.value);
      } catch {
        area.select();
        copied = document.execCommand("copy");
        button.focus();
      }
      // In a moment of its own, so that saying it again is heard again.
      setTimeout(() => {
        status.textContent = copied ? status.dataset.copied : status.dataset.failed;
      }, 50);
    });
  }
  form.reset();
  shown = languages.value;
  form.hidden = false;
  show();
})();
