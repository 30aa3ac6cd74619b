// Opens the pages that `cargo xtask site` wrote in a browser: node .ci/site.mjs FOLDER BROWSER MODULES
//
// Fails if a page requests something that is not in the folder, prints an error, or has a link that leads nowhere, if an operation or a
// webhook has no address or shows nothing there, or if a page is wider than a phone.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, browserPath, modules] = process.argv.slice(2).map((path) => resolve(path));
const puppeteer = (await import(createRequire(join(modules, 'x')).resolve('puppeteer-core'))).default;
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const patience = 60_000;

const faults = [];
const fault = (text) => faults.push(text);
const base = `${pathToFileURL(folder)}/`;

const specification = JSON.parse(readFileSync(join(folder, 'specification.js'), 'utf8').replace(/^[^{]*/, '').replace(/;\s*$/, ''));
const expected = new Map();
for (const [kind, prefix] of [['paths', ''], ['webhooks', 'webhook/']]) {
  for (const [name, item] of Object.entries(specification[kind] ?? {})) {
    for (const method of methods.filter((method) => item[method])) {
      const { tags, operationId, summary } = item[method];
      expected.set(`#tag/${tags[0]}/${prefix}${prefix ? name : operationId}`, summary);
    }
  }
}

const browser = await puppeteer.launch({
  executablePath: browserPath,
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'],
});

async function open(file, viewport) {
  const page = await browser.newPage();
  page.setDefaultTimeout(patience);
  page.on('console', (message) => message.type() === 'error' && fault(`${file}: ${message.text()}`));
  page.on('pageerror', (error) => fault(`${file}: ${error}`));
  page.on('requestfailed', (request) => fault(`${file}: cannot load ${request.url()}`));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(base)) {
      fault(`${file}: asks for ${request.url()}`);
    }
  });
  await page.setViewport({ width: 1400, height: 1000, ...viewport });
  await page.goto(base + file, { timeout: patience });
  return page;
}

const heading = (page, text) =>
  page.waitForFunction(
    (text) => [...document.querySelectorAll('h1, h2, h3')].some((it) => it.textContent.replace(/\u200b/g, '').trim() === text),
    { polling: 50 },
    text,
  );

try {
  // Addresses: every entry of the sidebar, once all of it is open.
  const page = await open('index.html');
  await heading(page, specification.info.title);
  await page.waitForSelector('a[href^="#tag/"]');
  const addresses = new Set(
    await page.evaluate(async (tags) => {
      const found = new Set();
      const pause = () => new Promise((done) => setTimeout(done, 100));
      const collect = () => document.querySelectorAll('a[href^="#"]').forEach((a) => !a.closest('.markdown') && found.add(a.getAttribute('href')));
      for (const tag of tags) {
        const link = () => document.querySelector(`a[href="#tag/${tag}"]`);
        const children = () => document.querySelector(`a[href^="#tag/${tag}/"]:not(.markdown a)`);
        for (let round = 0; round < 20 && link() && !children(); round += 1) {
          link().click();
          await pause();
        }
        collect();
      }
      return [...found];
    }, specification.tags.map(({ name }) => name)),
  );
  for (const [address, summary] of expected) {
    if (!addresses.has(address)) fault(`index.html has no ${address} (${summary})`);
  }

  // Links of texts.
  const errors = readFileSync(join(folder, 'errors.html'), 'utf8');
  const sections = new Set([...errors.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const texts = JSON.stringify(specification);
  const links = [...texts.matchAll(/\]\(([^)\s]+)\)/g), ...errors.matchAll(/href="([^"]+)"/g)].map(([, target]) => target);
  for (const target of new Set(links)) {
    if (/^(https:|data:)/.test(target)) continue;
    const [file, section] = target.split('#');
    if (file && !existsSync(join(folder, file))) fault(`${target} leads nowhere`);
    else if (target.startsWith('#tag/') && !expected.has(target)) fault(`${target} leads nowhere`);
    else if (section && !target.startsWith('#tag/') && !sections.has(section)) fault(`${target} leads nowhere`);
  }

  // Every operation and webhook, at its address: as many as fit into half a minute, in another order on each day.
  const all = [...expected];
  const start = (Math.floor(Date.now() / 86_400_000) * 20) % all.length;
  const end = Date.now() + 30_000;
  let shown = 0;
  for (const [address, summary] of [...all.slice(start), ...all.slice(0, start)]) {
    if (Date.now() > end) break;
    await page.evaluate((address) => (location.hash = address), address);
    await heading(page, summary).catch(() => fault(`${address} does not show "${summary}"`));
    shown += 1;
  }

  // What a reader of the most important operation looks for.
  await page.goto('about:blank');
  await page.goto(`${base}index.html#tag/messages/send_message`, { timeout: patience });
  await page
    .waitForFunction(
      (names) => names.every((name) => document.body.innerText.includes(name)),
      {},
      ['messaging_product', 'recipient_type', 'biz_opaque_callback_data', 'curl', 'Permissions'],
    )
    .catch(() => fault('#tag/messages/send_message does not show the properties of a message'));
  await page.close();

  for (const file of ['index.html', 'errors.html']) {
    const phone = await open(file, { width: 390, height: 844, isMobile: true, hasTouch: true });
    await heading(phone, file === 'index.html' ? specification.info.title : 'Error codes');
    if (file === 'index.html') {
      await phone.evaluate(() => (location.hash = '#tag/webhooks/webhook/messages'));
      await heading(phone, expected.get('#tag/webhooks/webhook/messages'));
    }
    const width = await phone.evaluate(() => document.documentElement.scrollWidth);
    if (width > 390) fault(`${file} is ${width} pixels wide on a phone of 390`);
    await phone.close();
  }
  console.log(`${expected.size} addresses, ${shown} opened, ${new Set(links).size} links`);
} finally {
  await browser.close();
}
for (const text of faults) console.error(text);
process.exitCode = faults.length ? 1 : 0;
