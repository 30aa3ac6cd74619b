// Renders documents of the bundle with Redoc and Swagger UI in a headless browser, and looks at the pages as a reader does.
//
//     node render.mjs MODULES DOCUMENTS [SCREENSHOTS]
//
// MODULES is the folder `node_modules`, DOCUMENTS that of the bundle. Fails on errors of the page or of a resolver, on a property of
// `send_message` that is not visible, and on a webhook that Redoc does not show.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";

const [modules, documents, screenshots] = process.argv.slice(2).map((folder) => path.resolve(folder));
const require = createRequire(path.join(modules, "render.cjs"));
const { chromium: launcher } = require("playwright-core");
const load = async (name) => import(require.resolve(name));

const redoc = (file) => `<!doctype html><meta charset="utf-8"><title>Redoc</title><div id="page"></div>
<script src="/modules/redoc/bundles/redoc.standalone.js"></script>
<script>Redoc.init("/documents/${file}", { schemaExpansionLevel: "all", disableSearch: true, maxDisplayedEnumValues: 100 },
  document.getElementById("page"), (error) => { document.title = error ? "failed: " + error : "done"; });</script>`;

const swagger = (file) => `<!doctype html><meta charset="utf-8"><title>Swagger UI</title><div id="page"></div>
<link rel="stylesheet" href="/modules/swagger-ui-dist/swagger-ui.css">
<script src="/modules/swagger-ui-dist/swagger-ui-bundle.js"></script>
<script>window.ui = SwaggerUIBundle({ url: "/documents/${file}", dom_id: "#page", docExpansion: "none", defaultModelsExpandDepth: -1,
  defaultModelExpandDepth: 3, defaultModelRendering: "model", deepLinking: true, validatorUrl: null,
  onComplete: () => { document.title = "done"; } });</script>`;

const pages = { redoc, swagger };
const types = { ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };

/** Serves the pages, the packages and the documents on a free port of this machine. */
async function serve() {
  const server = createServer(async (request, response) => {
    const [kind, ...rest] = decodeURIComponent(new URL(request.url, "http://localhost").pathname).slice(1).split("/");
    const file = rest.join("/");
    try {
      const html = pages[kind];
      const body = html ? html(file) : await readFile(path.join({ modules, documents }[kind], file));
      response.writeHead(200, { "content-type": html ? "text/html" : types[path.extname(file)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

const failures = [];
const check = (what, holds) => {
  if (!holds) {
    failures.push(what);
  }
};

/** Opens a page and waits until it is drawn; what it loads from elsewhere, or reports as an error, is a failure. */
async function open(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1500, height: 1200 } });
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => failures.push(`${url}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) {
      failures.push(`${url}: ${message.text().slice(0, 300)}`);
    }
  });
  await page.route("**", (route) => (new URL(route.request().url()).hostname === "127.0.0.1" ? route.continue() : route.abort()));
  await page.goto(url);
  await page.waitForFunction(() => /^(done|failed)/.test(document.title), undefined, { timeout: 240_000 });
  check(`${url}: ${await page.title()}`, (await page.title()) === "done");
  return page;
}

/** Names of the properties of a request body, with those of all variants of its union, each at its place. */
function properties(document, schema, found = new Set()) {
  if (schema.$ref) {
    return properties(document, document.components.schemas[schema.$ref.split("/").at(-1)], found);
  }
  for (const part of [...(schema.allOf ?? []), ...(schema.oneOf ?? [])]) {
    properties(document, part, found);
  }
  for (const name of Object.keys(schema.properties ?? {})) {
    found.add(name);
  }
  return found;
}

const read = async (file) => JSON.parse(await readFile(path.join(documents, file), "utf8"));

function sendMessage(document) {
  for (const item of Object.values(document.paths)) {
    if (item.post?.operationId === "send_message") {
      return properties(document, item.post.requestBody.content["application/json"].schema);
    }
  }
  throw new Error("send_message is missing");
}

async function shot(page, name) {
  if (screenshots) {
    await mkdir(screenshots, { recursive: true });
    await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }
}

/** Redoc draws all operations at once, and of a union one variant at a time. */
async function judgeRedoc(browser, base, file) {
  const document = await read(file);
  const page = await open(browser, `${base}/redoc/${file}`);
  const operation = page.locator('[id="operation/send_message"], [id$="/operation/send_message"]').first();
  await operation.scrollIntoViewIfNeeded();
  const seen = new Set();
  const look = async () => {
    for (const name of await operation.locator("td[kind='field'] .property-name, td .property-name").allInnerTexts()) {
      seen.add(name.trim());
    }
  };
  await look();
  await shot(page, `redoc-${file.replaceAll("/", "-")}`);
  const wanted = sendMessage(document);
  // The discriminator is a list of its tags.
  const select = operation.locator("select").first();
  const tags = (await select.count()) ? await select.locator("option").allInnerTexts() : [];
  for (const [index] of tags.entries()) {
    await select.selectOption({ index });
    await look();
  }
  const missing = [...wanted].filter((name) => !seen.has(name));
  check(`${file}: Redoc does not show ${missing.join(", ")} of send_message`, missing.length === 0);
  const text = await page.locator("#page").innerText();
  check(`${file}: Redoc reports a broken reference`, !/can't resolve|invalid reference/i.test(text));
  const webhooks = document.webhooks ?? document["x-webhooks"] ?? {};
  const hidden = Object.values(webhooks).filter((item) => !text.includes(item.post.summary));
  check(`${file}: Redoc does not show ${hidden.length} webhooks`, hidden.length === 0);
  console.log(`Redoc, ${file}: ${wanted.size - missing.length} of ${wanted.size} properties of send_message, ` +
    `${Object.keys(webhooks).length - hidden.length} of ${Object.keys(webhooks).length} webhooks`);
  await page.close();
}

/** Swagger UI draws an operation when it is opened. Its resolver reports errors at the top of the page. */
async function judgeSwagger(browser, base, file) {
  const document = await read(file);
  const page = await open(browser, `${base}/swagger/${file}`);
  await page.locator('.opblock-tag[data-tag="messages"]').click();
  const operation = page.locator('.opblock[id$="-send_message"]');
  await operation.locator(".opblock-summary").click();
  const body = operation.locator(".opblock-section-request-body");
  await body.locator(".property, .json-schema-2020-12-property").first().waitFor();
  const text = (await body.innerText()).split(/[\s*"]+/);
  const wanted = sendMessage(document);
  const missing = [...wanted].filter((name) => !text.includes(name));
  // Of 3.1 it folds everything below the first level.
  const folded = document.openapi.startsWith("3.1");
  check(`${file}: Swagger UI does not show ${missing.join(", ")} of send_message`, folded || missing.length === 0);
  const errors = await page.evaluate(() => window.ui.getSystem().errSelectors.allErrors().toJS().map((error) => error.message));
  check(`${file}: Swagger UI reports ${errors.length} errors: ${errors.slice(0, 3).join("; ")}`, errors.length === 0);
  await shot(page, `swagger-${file.replaceAll("/", "-")}`);
  const shown = folded ? "" : `, ${wanted.size - missing.length} of ${wanted.size} properties of send_message`;
  console.log(`Swagger UI, ${file}: ${errors.length} resolver errors${shown}`);
  await page.close();
}

const chromium = await load("@sparticuz/chromium");
const chrome = chromium.default;
const server = await serve();
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await launcher.launch({
  executablePath: process.env.CHROMIUM || (await chrome.executablePath()),
  args: ["--no-sandbox"],
  headless: true,
});
try {
  console.log(`Chromium ${browser.version()}`);
  for (const file of ["3.1/combined.json", "combined.json"]) {
    await judgeRedoc(browser, base, file);
  }
  for (const file of ["plain/messages.json", "3.1/messages.json", "combined.json"]) {
    await judgeSwagger(browser, base, file);
  }
} finally {
  await browser.close();
  server.close();
}
for (const failure of failures) {
  console.error(failure);
}
process.exitCode = failures.length ? 1 : 0;
