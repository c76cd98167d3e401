// Starts the editing page: Decap CMS with the configuration of the page's language, and a
// preview in the site's own style. Loaded by overrides/admin/index.html.
(() => {
  "use strict";
  const own = document.currentScript;
  const { config: configName, style } = own.dataset;
  window.CMS_MANUAL_INIT = true;
  const configuration = fetch(new URL(configName, own.src)).then(answer => answer.json());

  // Two pages may have the same record open: by this the local server knows what each has of it.
  const page = `${Date.now()}-${Math.random()}`;
  const api = new URL("/admin/api", own.src).href;
  const plainFetch = window.fetch.bind(window);
  window.fetch = (what, options) =>
    typeof what === "string" && new URL(what, own.src).href === api
      ? plainFetch(what, { ...options, headers: { ...options.headers, "X-Editing-Page": page } })
      : plainFetch(what, options);

  const today = () => {
    const now = new Date();
    const two = number => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };

  // What the configuration cannot know: the day on which somebody begins a record.
  const withToday = fields => {
    for (const field of fields) {
      if (field.default === "{{today}}") field.default = today();
      if (field.fields) withToday(field.fields);
    }
  };

  // -- preview -----------------------------------------------------------------------

  const isText = (field, tags) =>
    field.widget === "object" && field.fields.every(part => tags.includes(part.name));

  const isEmpty = value =>
    value === undefined || value === null || value === "" ||
    (Array.isArray(value) && !value.some(item => !isEmpty(item))) ||
    (typeof value === "object" && !Array.isArray(value) && Object.values(value).every(isEmpty));

  const asWords = (field, value) => {
    const option = (field.options || []).find(item => item.value === value);
    return option ? option.label : String(value);
  };

  const previewOf = (collection, tags) => {
    const h = window.h;

    const shown = (field, value, tag) => {
      if (isText(field, tags)) return paragraphs(value[tag] || value[tags[0]] || "");
      if (field.widget === "object") return facts(field.fields, value, tag);
      if (field.widget === "list" || Array.isArray(value)) {
        const items = (Array.isArray(value) ? value : [value]).filter(item => !isEmpty(item));
        return h("ul", {}, items.map((item, number) => h("li", { key: number },
          field.fields && isText({ ...field, widget: "object" }, tags)
            ? item[tag] || item[tags[0]]
            : field.fields ? facts(field.fields, item, tag) : asWords(field.field || field, item))));
      }
      return asWords(field, value);
    };

    const paragraphs = text =>
      text.split(/\n{2,}/).map((part, number) => h("p", { key: number }, part));

    const facts = (fields, values, tag, name) => h("dl", { className: name },
      fields.filter(field => !isEmpty(values[field.name])).map(field =>
        h("div", { key: field.name }, h("dt", {}, field.label),
          h("dd", {}, shown(field, values[field.name], tag)))));

    return window.createClass({
      render() {
        const data = this.props.entry.get("data").toJS();
        const name = collection.identifier_field.split(".")[0];
        const title = data[name];
        const written = typeof title === "object" && title ? tags.filter(tag => title[tag]) : [];
        const rest = collection.fields.filter(field =>
          ![name, "summary"].includes(field.name) && !isEmpty(data[field.name]));
        return h("main", { className: "portal-content", style: { padding: "1rem" } },
          (written.length ? written : tags.slice(0, 1)).map(tag =>
            h("article", { key: tag, lang: tag, style: { marginBottom: "3rem" } },
              h("h1", {}, typeof title === "object" && title ? title[tag] : String(title || "")),
              data.summary && h("p", { className: "lead" }, data.summary[tag] || ""),
              facts(rest, data, tag, "facts"))));
      },
    });
  };

  // -- start -------------------------------------------------------------------------

  const start = async () => {
    const config = await configuration;
    const { CMS, initCMS } = window;
    const first = config.collections[0].fields.find(field => field.name === "name");
    const tags = first.fields.map(part => part.name);
    CMS.registerPreviewStyle(new URL(style, document.baseURI).href);
    for (const collection of config.collections) {
      withToday(collection.fields);
      CMS.registerPreviewTemplate(collection.name, previewOf(collection, tags));
    }
    // On one's own computer there is no account: as if "Login" had been pressed once already.
    if (config.backend.name === "proxy")
      localStorage.setItem("decap-cms-user", JSON.stringify({ backendName: "proxy" }));
    initCMS({ config });
  };

  const program = document.createElement("script");
  program.src = new URL("decap-cms.js", own.src);
  program.onload = start;
  document.body.append(program);
})();
