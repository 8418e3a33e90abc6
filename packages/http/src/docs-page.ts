type Node = Readonly<Record<string, unknown>>;

export const stylesheet = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif;
  --ground: light-dark(#f5f7f5, #101513); --surface: light-dark(#fff, #181f1c); --sunken: light-dark(#eef2ef, #222b27);
  --text: light-dark(#17211d, #e7eeea); --muted: light-dark(#51605a, #a8b6af); --line: light-dark(#d8dfda, #2e3934);
  --accent: light-dark(#0b6b5b, #62cfb5); --accent-soft: light-dark(#e0f1ec, #17352e) }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text) }
header, main { padding: 1.5rem clamp(1rem, 4vw, 3rem) }
header { max-width: 60rem }
h1, h2, h3 { line-height: 1.2; overflow-wrap: anywhere }
a { color: var(--accent) }
article { overflow-x: auto; background: var(--surface); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.25rem;
  margin: 0 0 1rem; scroll-margin-top: 1rem }
article h3 { margin-top: 0 }
code, pre { font-family: ui-monospace, monospace; font-size: .875rem; overflow-wrap: anywhere }
pre { overflow: auto; padding: .75rem; background: var(--sunken); border-radius: .5rem }
table { border-collapse: collapse; width: 100%; margin-top: 1rem }
caption { text-align: left; color: var(--muted) }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line) }
td:last-child { width: 100%; overflow-wrap: anywhere }
td:not(:last-child) code { overflow-wrap: normal }
nav { padding: 0 clamp(1rem, 4vw, 3rem) }
nav h2 { font-size: 1rem; margin: 1.25rem 0 .25rem }
nav ul { list-style: none; margin: 0; padding: 0 }
nav li { padding: .15rem 0 }
nav small { display: block; color: var(--muted) }
.method { display: inline-block; min-width: 4.2rem; font-weight: 600; color: var(--accent) }
.operation { background: var(--accent-soft); border-radius: .5rem; padding: .4rem .75rem }
@media (min-width: 64rem) {
  body { display: grid; grid-template-columns: minmax(20rem, 26rem) minmax(0, 1fr); align-items: start }
  header { grid-column: 1 / -1 }
  nav { position: sticky; top: 0; max-height: 100vh; overflow: auto; padding-bottom: 2rem }
  main { padding-top: 0 }
}
`;

/** Text that cannot be taken for markup. */
class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Whatever is put into the template is text, unless it is Html already. */
function html(parts: TemplateStringsArray, ...values: unknown[]): Html {
  const write = (value: unknown): string => {
    if (value instanceof Html) return value.text;
    if (Array.isArray(value)) return value.map(write).join("");
    return String(value ?? "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  };
  return new Html(String.raw(parts, ...values.map(write)));
}

/** An OpenAPI document as a page to read: every operation and schema, with links between them. */
export function docsPage(document: object): string {
  const { info, paths, components } = document as Readonly<Record<"info" | "paths" | "components", Node>>;
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Node)
      .filter(([method]) => method !== "parameters")
      .map(([method, operation]) => ({ path, method, item: item as Node, operation: operation as Node })),
  );
  const groups = [
    ...Map.groupBy(operations, ({ operation }) => (operation.tags as readonly string[] | undefined)?.[0]),
  ];
  const schemas = Object.entries(components.schemas as Node);
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${info.title}</title>
<style>${new Html(stylesheet)}</style></head>
<body>
<header><h1>${info.title} ${info.version}</h1>
<p>${info.description}</p>
<p><a href="/openapi.json">The OpenAPI document</a></p></header>
<nav aria-label="Operations">${groups.map(
    ([tag, operations]) => html`<h2>${tag}</h2>
<ul>${operations.map(
      ({ path, method, operation }) =>
        html`<li><a href="#${operation.operationId}"><code>${methodAndPath(method, path)}</code></a> <small>${operation.summary}</small></li>`,
    )}</ul>`,
  )}</nav>
<main>
${groups.map(([tag, operations]) => html`<h2>${tag}</h2>${operations.map((one) => operationSection(document as Node, one))}`)}
<h2>Schemas</h2>
${schemas.map(
  ([name, schema]) =>
    html`<article id="${name}"><h3>${name}</h3><pre tabindex="0">${linked(JSON.stringify(schema, null, 2))}</pre></article>`,
)}
</main></body></html>`.text;
}

type Entry = { readonly path: string; readonly method: string; readonly item: Node; readonly operation: Node };

function operationSection(document: Node, { path, method, item, operation }: Entry): Html {
  const listed = [item.parameters ?? [], operation.parameters ?? []].flat() as Node[];
  const parameters = listed.map((parameter) => resolved(document, parameter));
  const security = operation.security as readonly Readonly<Record<string, readonly string[]>>[];
  const content = (operation.requestBody as { content?: Readonly<Record<string, Node>> } | undefined)?.content ?? {};
  const responses = Object.entries(operation.responses as Node).map(
    ([status, response]) => [status, resolved(document, response as Node)] as const,
  );
  return html`<article id="${operation.operationId}">
<h3>${operation.summary}</h3>
<p class="operation"><code>${methodAndPath(method, path)}</code></p>
<p>${operation.description}</p>
<p>Scopes: ${security.flatMap((one) => Object.values(one).flat()).join(", ") || "none, any token will do"}</p>
${
  parameters.length === 0
    ? ""
    : html`<table><caption>Parameters</caption><tr><th scope="col">name</th><th scope="col">in</th><th scope="col">what</th></tr>
${parameters.map((one) => html`<tr><td><code>${one.name}</code></td><td>${one.in}</td><td>${one.description} <code>${linked(JSON.stringify(one.schema))}</code>${one.example === undefined ? "" : html` For example <code>${one.example}</code>`}</td></tr>`)}</table>`
}
${Object.entries(content).map(
  ([type, { schema, example }]) =>
    html`<p>Body, <code>${type}</code>: <code>${linked(JSON.stringify(schema))}</code></p><pre tabindex="0">${JSON.stringify(example, null, 2)}</pre>`,
)}
<table><caption>Answers</caption><tr><th scope="col">status</th><th scope="col">what</th></tr>
${responses.map(([status, { description }]) => html`<tr><td>${status}</td><td>${description}</td></tr>`)}</table>
</article>`;
}

function methodAndPath(method: string, path: string): Html {
  return html`<span class="method">${method.toUpperCase()}</span> ${path}`;
}

function resolved(document: Node, node: Node): Node {
  if (typeof node.$ref !== "string") return node;
  const names = node.$ref.slice(2).split("/");
  return names.reduce<unknown>((parent, name) => (parent as Node)[name], document) as Node;
}

/** JSON in which each reference to a schema leads there. */
function linked(json: string): Html[] {
  return json.split(/("#\/components\/schemas\/[\w.]+")/).map((part) => {
    const name = /^"#\/components\/schemas\/([\w.]+)"$/.exec(part)?.[1];
    return name === undefined ? html`${part}` : html`<a href="#${name}">${name}</a>`;
  });
}
