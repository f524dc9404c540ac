// public.mjs - the public pages in a real browser and as data: light, valid, accessible, the same contents as their JSON; the API's description; the ledger over HTTP.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { join } from "node:path";
import { execFileSync, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { DESK, PHONE, assertAccessible, assertNoSideways, forAxe, assertValid, person, picture, startServer, stopBrowser } from "./support.mjs";

const require = createRequire(import.meta.url);
const Ajv = require("ajv/dist/2020").default;

let server;
before(async () => { server = await startServer(); });
after(async () => { await stopBrowser(); await server?.stop(); });

const get = (path, headers = {}) => fetch(server.url + path, { headers, redirect: "manual" });
const json = async (path) => (await get(path)).json();
const send = (path, body, headers = {}) => fetch(server.url + path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: typeof body === "string" ? body : JSON.stringify(body) });
const filing = { unit: "02155", text: "Cầu treo hỏng.\nĐề nghị sửa.", name: "Nông Thị Thử", phone: "0912 345 678" };

// Every public page, with its sibling.
const pages = [
	["/matters", "/matters.json"], ["/matters?status=late-now", "/matters.json?status=late-now"], ["/matters?unit=org-vn-02155-20250701-ubnd", "/matters.json?unit=org-vn-02155-20250701-ubnd"],
	["/matters?month=1999-01", "/matters.json?month=1999-01"], ["/figures", "/figures.json"], ["/figures?month=2026", "/figures.json?month=2026"], ["/units", "/units.json"],
	["/units?q=yen+dinh", "/units.json?q=yen+dinh"], ["/units?q=zzzz", "/units.json?q=zzzz"], ["/units/vn-02155-20250701", "/units/vn-02155-20250701.json"], ["/units/vn-02155-0", "/units/vn-02155-0.json"],
	["/units/org-vn-02155-20250701-ubnd", "/units/org-vn-02155-20250701-ubnd.json"], ["/orders", "/orders.json"], ["/orders/nq-855-2020", "/orders/nq-855-2020.json"],
	["/orders/nq-1683-2025", "/orders/nq-1683-2025.json"], ["/ledger", "/ledger.json"], ["/ledger/entry?index=0", "/ledger/entry.json?index=0"],
	["/ledger/entry?index=60", "/ledger/entry.json?index=60"], ["/source"], ["/api", "/api/v1/openapi.json"],
];

test("each public page is valid, under 30 KB compressed, in both languages, and has its JSON", async () => {
	for (const [path, sibling] of pages)
		for (const lang of ["vi", "en"]) {
			const answer = await get(path, { "accept-language": lang, "accept-encoding": "identity" }), source = await answer.text();
			assert.equal(answer.status, 200, path);
			assert.match(source, new RegExp(`<html lang="${lang}"`), path);
			assert.ok(gzipSync(source).length < 30000 && brotliCompressSync(source).length < 30000, `${path} has ${gzipSync(source).length} bytes compressed`);
			await assertValid(source, `${path} ${lang}`);
			if (sibling) assert.equal((await get(sibling)).headers.get("content-type"), "application/json", sibling);
		}
});

test("a page and its data are kept until something is published: 304 with the tag, other contents with another tag", async () => {
	for (const path of ["/matters", "/matters.json", "/matters.csv", "/figures", "/figures.json", "/units", "/ledger", "/ledger/checkpoint", "/api/v1/matters"]) {
		const first = await get(path), tag = first.headers.get("etag");
		assert.match(tag, /^"[0-9a-f]+"$/, path);
		assert.equal(first.headers.get("date"), null, "no hour");
		const again = await get(path, { "if-none-match": tag });
		assert.equal(again.status, 304, path);
		assert.equal(await again.text(), "");
	}
	const tag = (await get("/matters")).headers.get("etag");
	const { code } = await (await send("/api/v1/matters", filing)).json();
	for (let i = 0; i < 50 && !(await json("/api/v1/matters/" + code)).published; i++) await new Promise((r) => setTimeout(r, 100));
	assert.equal((await get("/matters", { "if-none-match": tag })).status, 200);
});

test("at 360 and 1280 px: accessible, never sideways", async () => {
	for (const [k, [size, viewport]] of [["360", PHONE], ["1280", DESK]].entries()) {
		const page = await person(server, { viewport });
		for (const [n, [path]] of pages.entries()) {
			await page.goto(path);
			await picture(page, `public${path.replace(/[^a-z0-9]+/gi, "-")}-${size}`);
			if (forAxe(n, k)) await assertAccessible(page, `${path} at ${size}`);
			await assertNoSideways(page);
		}
		await page.context().close();
	}
});

test("without JavaScript the list is filtered, says so in words, and shows what its JSON holds", async () => {
	const page = await person(server, { script: false });
	await page.goto("/matters");
	await page.getByLabel("Tình trạng").selectOption({ label: "Đang quá hạn" });
	await page.getByRole("button", { name: "Lọc" }).click();
	await assert.doesNotReject(page.getByText(/Đang xem: Đang quá hạn/).waitFor());
	const data = await json("/matters.json?status=late-now");
	const shown = await page.locator("tbody tr td:first-child").allInnerTexts();
	assert.deepEqual(shown.map((t) => t.replace(/[^0-9A-Z]/g, "")), data.matters.map((m) => m.code));
	assert.equal(data.total, data.matters.length);
	assert.ok(data.total > 0 && data.matters.every((m) => m.status === "open" && m.due < data.published.day));
	await page.context().close();
});

test("pages of a list join without gap or repetition, also while matters arrive", async () => {
	const all = [];
	let next = "/api/v1/matters";
	for (let n = 0; next; n++) {
		const answer = await get(next), page = await answer.json();
		assert.equal(answer.headers.get("link") ?? "", page.next ? `<${page.next}>; rel="next"` : "");
		all.push(...page.matters.map((m) => m.code));
		if (n === 0) await send("/api/v1/matters", filing);
		next = page.next;
	}
	assert.equal(new Set(all).size, all.length);
	assert.ok(all.length > 50, "the demonstration has over fifty");
});

// Of one published state: what the test before has filed may be published meanwhile.
test("figures add up to the list", async () => {
	const checkpoint = async () => (await get("/ledger/checkpoint")).text();
	const keys = [["open", "open"], ["late-now", "late_now"], ["closed-late", "late"], ["closed-in-time", "in_time"]];
	let before, f, totals;
	do {
		before = await checkpoint();
		f = await json("/figures.json");
		totals = [];
		for (const [status] of keys) totals.push((await json("/matters.json?status=" + status)).total);
	} while (before !== await checkpoint());
	const sum = (rows, key) => rows.reduce((n, row) => n + row[key], 0);
	for (const key of ["received", "open", "in_time", "late", "answered", "refused", "guided"]) {
		assert.equal(sum(f.by_unit, key), f.total[key], key);
		assert.equal(sum(f.by_month, key), f.total[key], key);
	}
	assert.equal(f.total.open + f.total.in_time + f.total.late, f.total.received);
	keys.forEach(([status, key], i) => assert.equal(totals[i], f.total[key], status));
});

test("CSV: byte order mark and CRLF for Excel, plain with bom=0", async () => {
	const bytes = Buffer.from(await (await get("/matters.csv")).arrayBuffer()), plain = await (await get("/matters.csv?bom=0")).text();
	assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
	assert.ok(plain.startsWith("code,class,procedure,unit,"));
	assert.ok(plain.split("\n").slice(0, -1).every((line) => line.endsWith("\r")));
	assert.equal((await get("/matters.csv")).headers.get("content-type"), "text/csv; charset=utf-8; header=present");
});

test("the description of the API is complete: every path answers, every answer fits its schema", async () => {
	const description = await json("/api/v1/openapi.json");
	assert.equal(description.openapi, "3.1.0");
	const ajv = new Ajv({ strict: false, validateFormats: false });
	ajv.addSchema(description, "api");
	const fits = (name, value) => {
		const check = ajv.compile({ $ref: `api#/components/schemas/${name}` });
		assert.ok(check(value), `${name}: ${JSON.stringify(check.errors)}`);
		const known = Object.keys(description.components.schemas[name].properties);
		for (const member of Object.keys(value)) assert.ok(known.includes(member), `${name}.${member} is not described`);
	};
	const filed = await (await send("/api/v1/matters", filing)).json();
	fits("Filed", filed);
	fits("OpenedMatter", await (await send(`/api/v1/matters/${filed.code}/open`, { key: filed.key })).json());
	for (const [path, name] of [["matters", "Matters"], ["matters/" + filed.code, "Matter"], ["figures", "Figures"], ["units?q=na+ri", "Units"], ["units/vn-02155-20250701", "Unit"], ["procedures", "Procedures"], ["orders", "Orders"], ["orders/nq-855-2020", "Order"],
		["ledger", "Ledger"], ["ledger/entry?index=2", "Entry"]])
		fits(name, await json("/api/v1/" + path));
	for (const path of Object.keys(description.paths)) {
		const refused = await fetch(server.url + path.replace(/\{[a-z]+\}/, "7Q4M2RXAK9TD"), { method: "PUT" });
		assert.equal(refused.status, 405, path);
		assert.ok(refused.headers.get("allow"), path);
		const problem = await refused.json();
		fits("Problem", problem);
		assert.equal((await get(problem.type)).status, 200, problem.type);
	}
});

test("filing by the API: sent again it is the same answer, another body is refused, quotes do not matter", async () => {
	const key = "1a2b-" + Date.now();
	const first = await send("/api/v1/matters", filing, { "idempotency-key": `"${key}"` }), text = await first.text();
	assert.equal(first.status, 201);
	const again = await send("/api/v1/matters", filing, { "idempotency-key": key });
	assert.equal(again.status, 201);
	assert.equal(await again.text(), text);
	const other = await send("/api/v1/matters", { ...filing, text: "Việc khác." }, { "idempotency-key": key });
	assert.equal(other.status, 422);
	assert.equal((await other.json()).error, "matter.other_body");
	const bad = await send("/api/v1/matters", filing, { "idempotency-key": "x".repeat(300) });
	assert.equal(bad.status, 400);
	const both = await Promise.all([0, 1, 2, 3].map(() => send("/api/v1/matters", filing, { "idempotency-key": key + "-at-once" }).then((r) => r.text())));
	assert.equal(new Set(both).size, 1, "four at once are one matter");
	assert.equal(text.split('"code"').length, 2, "`code` stands once");
	const without = await Promise.all([0, 1].map(() => send("/api/v1/matters", filing).then((r) => r.json())));
	assert.notEqual(without[0].code, without[1].code, "without a key nothing is taken for a repetition");
});

test("what does not fit is refused as problem details that say where", async () => {
	for (const [body, status, error] of [
		["{", 400, "web.bad_json"], ["[".repeat(40) + "]".repeat(40), 400, "web.deep_json"], [JSON.stringify({ ...filing, text: "x".repeat(70000) }), 413, "web.too_large"],
		["{}", 422, "web.fields"], [{ ...filing, unit: "99999" }, 422, "registry.no_such_unit"], [{ ...filing, procedure: "khong-co" }, 422, "matter.no_procedure"],
		[{ ...filing, phone: "12" }, 422, "web.fields"], [{ ...filing, received: "2020-01-01" }, 422, "api.received_today_only"],
	]) {
		const answer = await send("/api/v1/matters", body), problem = await answer.json();
		assert.equal(answer.headers.get("content-type"), "application/problem+json");
		assert.deepEqual([answer.status, problem.status, problem.error], [status, status, error], JSON.stringify(body).slice(0, 60));
		assert.equal((await get(problem.type)).status, 200, problem.type);
	}
	assert.equal((await fetch(server.url + "/api/v1/matters", { method: "POST", body: "a=1" })).status, 415);
	assert.equal((await get("/api/v1/matters/7Q4M2RXAK9TD")).status, 404);
	assert.equal((await send("/api/v1/matters/7Q4M2RXAK9TD/open", { key: "x" })).status, 404);
});

test("without the key nobody reads what was written; with it one reads all", async () => {
	const name = "Đàm Văn Bí Mật " + Date.now();
	const filed = await (await send("/api/v1/matters", { ...filing, name, text: "Chữ của riêng tôi." })).json();
	const open = await get("/api/v1/matters/" + filed.code);
	assert.ok(!(await open.text()).includes("riêng tôi"));
	const wrong = await send(`/api/v1/matters/${filed.code}/open`, { key: "0".repeat(26) });
	assert.equal(wrong.status, 403);
	const all = await (await send(`/api/v1/matters/${filed.code}/open`, { key: filed.key })).json();
	const said = Object.fromEntries(all.steps[0].said.map((s) => [s.name, s.value]));
	assert.equal(said.text, "Chữ của riêng tôi.");
	assert.equal(said.name, name);
	for (const path of ["/matters", "/matters.json", "/matters.csv", "/figures", "/ledger", "/ledger/tile/entries/000"])
		assert.ok(!Buffer.from(await (await get(path)).arrayBuffer()).includes("Bí Mật"), path);
});

test("the receipt and the whole ledger over HTTP verify, and a kept checkpoint is grown from", async () => {
	const folder = mkdtempSync(join(tmpdir(), "danvan-public-"));
	const filed = await (await send("/api/v1/matters", filing)).json();
	writeFileSync(join(folder, "receipt"), filed.receipt);
	server.danvan(["verify", "receipt", join(folder, "receipt"), "--vkey", server.vkey]);
	assert.equal(filed.vkey, server.vkey);
	const old = await (await get("/ledger/checkpoint")).text();
	writeFileSync(join(folder, "old"), old);
	for (let i = 0; i < 50 && (await (await get("/ledger/checkpoint")).text()) === old; i++) await new Promise((r) => setTimeout(r, 100));
	server.danvan(["verify", "ledger", server.url + "/ledger", "--vkey", server.vkey, "--since", join(folder, "old")]);
	const size = Number(old.split("\n")[1]);
	const tile = await get(size >= 256 ? "/ledger/tile/0/000" : `/ledger/tile/0/000.p/${size}`);
	assert.equal(tile.headers.get("cache-control"), "public, max-age=31536000, immutable");
	assert.equal(tile.headers.get("access-control-allow-origin"), "*");
	assert.equal((await get("/ledger/checkpoint")).headers.get("cache-control"), "public, no-cache");
	assert.equal((await get("/ledger/tile/9/000")).status, 404);
	assert.equal((await get("/ledger/" + "%2e%2e/key")).status, 404);
	rmSync(folder, { recursive: true });
});

test("somebody else's program verifies the ledger over HTTP and a receipt", { skip: spawnSync("go", ["version"]).status !== 0 && "no Go here" }, async () => {
	const folder = mkdtempSync(join(tmpdir(), "danvan-go-")), client = join(folder, "verify");
	execFileSync("go", ["build", "-o", client, "tests/outside/verify.go"], { env: { ...process.env, GO111MODULE: "off", GOFLAGS: "", GOPATH: "/usr/share/gocode", GOCACHE: join(folder, "cache") } });
	writeFileSync(join(folder, "receipt"), (await (await send("/api/v1/matters", filing)).json()).receipt);
	execFileSync(client, ["receipt", join(folder, "receipt"), server.vkey]);
	execFileSync(client, ["ledger", server.url + "/ledger", server.vkey]);
	const other = server.vkey.slice(0, -2) + (server.vkey.at(-2) === "A" ? "B" : "A") + server.vkey.at(-1);
	assert.notEqual(spawnSync(client, ["ledger", server.url + "/ledger", other]).status, 0, "another key is refused");
	rmSync(folder, { recursive: true });
});
