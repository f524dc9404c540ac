// support.mjs - what the browser tests share: a real server on a fresh demonstration database, Debian's chromium, and how one asks a page what a person sees.
//
// DANVAN and DANVAN_EXTRACT_BIN name the programs; DANVAN_TEST_ENGINE is sqlite (default) or postgresql, then DANVAN_TEST_PG is the cluster's URL.
import { spawn, execFileSync, spawnSync } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { HtmlValidate } from "html-validate";

const require = createRequire(import.meta.url);
export const DANVAN = process.env.DANVAN || "build/danvan";
const EXTRACT = process.env.DANVAN_EXTRACT_BIN || "build/danvan-extract";
export const ENGINE = process.env.DANVAN_TEST_ENGINE || "sqlite";

// ---- the server

const freshDatabase = (folder) => {
	if (ENGINE !== "postgresql") return "sqlite:" + join(folder, "danvan.db");
	const name = "browser_" + randomBytes(6).toString("hex"), cluster = new URL(process.env.DANVAN_TEST_PG);
	execFileSync("psql", ["-q", "-d", cluster.href, "-c", `CREATE DATABASE ${name}`]);
	cluster.pathname = "/" + name;
	return cluster.href;
};

const firstLine = (child, wanted) => new Promise((resolve, reject) => {
	let seen = "";
	child.stderr.on("data", (bytes) => {
		seen += bytes;
		const found = wanted.exec(seen);
		if (found) resolve(found);
	});
	child.once("exit", (code) => reject(new Error(`ended with ${code}: ${seen}`)));
});

/** A demonstration and its server: { url, accounts, log, danvan(...), officer(login), restart(), stop() }. */
export const startServer = async ({ env = {}, publish = "now" } = {}) => {
	const folder = mkdtempSync(join(tmpdir(), "danvan-browser-"));
	const socket = join(folder, "extract");
	const foreign = Object.entries(process.env).filter(([name]) => !name.startsWith("DANVAN")); // an unknown key of ours is an error to the program
	const own = { ...Object.fromEntries(foreign), DANVAN_DB: freshDatabase(folder), XDG_STATE_HOME: folder, HOME: folder, DANVAN_EXTRACT: socket, ...env };
	const danvan = (args, input = "") => {
		const r = spawnSync(DANVAN, args, { env: own, input, encoding: "utf8", maxBuffer: 1 << 26 });
		assert.equal(r.status, 0, `danvan ${args.join(" ")}: ${r.stdout.slice(0, 2000)}${r.stderr}`);
		return r.stdout;
	};
	const accounts = {};
	let vkey = "";
	for (const line of danvan(["demo", "--key", join(folder, "key")]).trim().split("\n")) {
		const [login, role, unit, password, totp] = line.split("\t");
		if (login === "vkey") vkey = role;
		else accounts[login] = { login, role, unit, password, totp };
	}
	const server = { folder, accounts, vkey, log: "", env: own, danvan };
	let child, port = 0;
	const extractor = spawn(EXTRACT, ["--listen", socket], { env: own, stdio: "ignore" });
	const serve = async () => {
		child = spawn(DANVAN, ["serve", "--listen", `127.0.0.1:${port}`, "--publish", publish, "--log"], { env: own, stdio: ["ignore", "ignore", "pipe"] });
		child.stderr.on("data", (bytes) => { server.log += bytes; });
		child.once("exit", (code, signal) => { server.log += `the server ended: ${code ?? signal}\n`; });
		port = Number((await firstLine(child, /cổng (\d+)|port (\d+)/))[1]);
		server.url = `http://127.0.0.1:${port}`;
	};
	const end = (process_) => new Promise((done) => {
		if (process_.exitCode !== null || process_.signalCode !== null) return done();
		process_.once("exit", done);
		process_.kill("SIGTERM");
	});
	server.restart = async () => { await end(child); await serve(); };
	server.stop = async () => { await end(child); await end(extractor); rmSync(folder, { recursive: true, force: true }); };
	server.stopExtractor = () => end(extractor);
	/** An officer at the command line: the same rules as the pages. Each one-time code works once, so one login a test and account. */
	server.officer = (login) => {
		const home = join(folder, login);
		mkdirSync(home, { recursive: true });
		const env_ = { ...own, HOME: home, XDG_STATE_HOME: home };
		const run = (args, input = "") => {
			const r = spawnSync(DANVAN, args, { env: env_, input, encoding: "utf8" });
			assert.equal(r.status, 0, `${login}: danvan ${args.join(" ")}: ${r.stderr}`);
			return r.stdout;
		};
		run(["login", login], `${accounts[login].password}\n${totp(accounts[login].totp)}\n`);
		return (code, step, values = {}) => run(["matter", "do", code, step, ...Object.entries(values).flatMap(([k, v]) => ["--set", `${k}=${v}`])]);
	};
	await serve();
	return server;
};

/** The same server on another day, as local time says it: "2026-12-01T09:00:00". Gives its fixed time in milliseconds. */
export const restartAt = async (server, local) => {
	server.env.DANVAN_CLOCK = local + "+07:00";
	await server.restart();
	return Date.parse(server.env.DANVAN_CLOCK);
};

/** RFC 6238: SHA-1, six digits, thirty seconds. */
export const totp = (secret, at = Date.now()) => {
	const bits = [...secret.replace(/=+$/, "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
	const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2))), counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
	const mac = createHmac("sha1", key).update(counter).digest(), from = mac[19] & 15;
	return String((mac.readUInt32BE(from) & 0x7fffffff) % 1000000).padStart(6, "0");
};

// ---- the browser

let browser;
export const startBrowser = async () => browser ??= await chromium.launch({
	executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
	args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
export const stopBrowser = async () => { await browser?.close(); browser = undefined; };

export const PHONE = { width: 360, height: 740 }, DESK = { width: 1280, height: 900 };

/** A person's browser: its own cookies. `urls` gathers every address it asked for. */
export const person = async (server, { viewport = PHONE, script = true, locale = "vi-VN" } = {}) => {
	const context = await (await startBrowser()).newContext({ viewport, javaScriptEnabled: script, locale, baseURL: server.url });
	const page = await context.newPage();
	page.urls = [];
	page.on("request", (r) => page.urls.push(r.url()));
	return page;
};

/** Signs an officer in through the pages; `clock`: the fixed time of a server that was started with one, in milliseconds. */
export const signIn = async (page, server, login, clock = 0) => {
	const account = server.accounts[login], left = 30000 - (Date.now() % 30000);
	if (!clock && left < 4000) await new Promise((done) => setTimeout(done, left + 100)); // a code holds only in its own thirty seconds
	await page.goto("/sign-in");
	await page.getByLabel("Tên đăng nhập").fill(login);
	await page.getByLabel("Mật khẩu").fill(account.password);
	await page.getByLabel(/Mã một lần|Mã 6 số|mã/i).last().fill(totp(account.totp, clock || Date.now()));
	await page.getByRole("button", { name: "Đăng nhập" }).click();
};

// ---- what every page must be

const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const html = new HtmlValidate({
	extends: ["html-validate:recommended"],
	rules: {
		"no-trailing-whitespace": "off", "no-inline-style": "error", "long-title": "off", "void-style": "off", "doctype-style": "off",
		"attribute-boolean-style": "off", "prefer-native-element": "off", "require-sri": "off", "no-raw-characters": "off", "no-autoplay": "off",
		"no-implicit-button-type": "error", "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "reset", "submit"] }], "tel-non-breaking": "off", "valid-autocomplete": "off",
	},
});

/** No serious finding of axe. Needs a page with JavaScript on (our policy would stop an injected script, so it is evaluated by the debugger). */
export const assertAccessible = async (page, name = page.url()) => {
	await page.evaluate(axeSource);
	const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
	const bad = found.violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) => `${v.id}: ${v.help} ${v.nodes.map((n) => n.html).slice(0, 3).join(" | ")}`);
	assert.deepEqual(bad, [], name);
};

/** Is the n-th page one for axe in the k-th of its forms (languages, widths)? With DANVAN_TEST_ALL in each, else in one of them by turns: axe takes a second a page. */
export const forAxe = (n, k, forms = 2) => Boolean(process.env.DANVAN_TEST_ALL) || n % forms === k;

export const assertValid = async (source, name) => {
	const report = await html.validateString(source);
	const bad = report.results.flatMap((r) => r.messages).map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`);
	assert.deepEqual(bad, [], name);
};

/** The page itself never scrolls sideways. */
export const assertNoSideways = async (page, width = 320) => {
	const before = page.viewportSize();
	await page.setViewportSize({ width, height: 740 });
	const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	await page.setViewportSize(before);
	assert.ok(over <= 0, `${page.url()} is ${over} px wider than ${width}`);
};

/** A picture for people to look at, when PICTURES names a folder. */
export const picture = async (page, name) => {
	if (!process.env.PICTURES) return;
	mkdirSync(process.env.PICTURES, { recursive: true });
	await page.screenshot({ path: join(process.env.PICTURES, name + ".png"), fullPage: true });
};
