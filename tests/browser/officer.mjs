// officer.mjs - the desk: an officer, a head, a leader and an administrator at work, on a telephone and at a desk, by mouse and by keyboard alone.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { startServer, stopBrowser, person, signIn, picture, assertAccessible, assertValid, assertNoSideways, forAxe, PHONE, DESK } from "./support.mjs";

let server;
const people = {}; // one page an account: a one-time code works once
before(async () => {
	server = await startServer();
	for (const login of ["thuly", "chutich", "tiepnhan", "thuly2", "lanhdao", "quantri"]) {
		people[login] = await person(server, { viewport: DESK });
		await signIn(people[login], server, login);
	}
});
after(async () => { await server?.stop(); await stopBrowser(); });

const TEXT = "Mặt đường trước trường tiểu học bị lở. Đề nghị sửa trước mùa mưa.";
const group = (code) => code.match(/.{4}/g).join("-");
/** A citizen's filing, by the command line. */
const file = (text = TEXT) => {
	const [code, key] = server.danvan(["matter", "open", "--procedure", "phan-anh-kien-nghi", "--unit", "02155", "--text", text]).trim().split(" ");
	return { code, key };
};
const said = (page) => page.locator("main").innerText();
const preview = (page) => page.getByRole("button", { name: "Xem trước khi làm" }).click();
/** One step through its form and its preview; `fill` answers what it asks. */
const take = async (page, code, label, fill = async () => {}) => {
	await page.goto(`/work/m/${code}`);
	await page.locator(".acts").getByRole("link", { name: label, exact: true }).click();
	await fill();
	await preview(page);
	await page.getByRole("heading", { name: `Xem trước: ${label}` }).waitFor();
	await page.getByRole("button", { name: label, exact: true }).click();
	await page.waitForURL(/done=/);
};
/** What every page of the desk must be. */
const narrow = async (page, name) => {
	await assertNoSideways(page);
	await picture(page, "officer-" + name);
};
const sound = async (page, name) => {
	await assertAccessible(page, name);
	await narrow(page, name);
};
const valid = async (page, path) => {
	const answer = await page.request.get(server.url + path);
	assert.equal(answer.status(), 200, path);
	await assertValid(await answer.text(), path);
};

// ---- the whole story

for (const [device, viewport] of Object.entries({ telephone: PHONE, desk: DESK })) {
	test(`citizen, officer, head, officer, citizen: an answer that the citizen can read, on a ${device}`, async () => {
		const { code, key } = file(), { thuly, chutich } = people, look = forAxe(1, Number(device === "desk")) ? sound : narrow;
		await thuly.setViewportSize(viewport);
		await chutich.setViewportSize(viewport);
		await thuly.goto("/work?view=new");
		await thuly.getByRole("link", { name: group(code) }).waitFor();
		await look(thuly, `${device}-work`);
		await take(thuly, code, "Nhận xử lý");
		assert.match(await said(thuly), /Đã nhận xử lý/);
		await look(thuly, `${device}-matter`);
		await thuly.locator(".acts").getByRole("link", { name: "Trình câu trả lời" }).click();
		await thuly.getByRole("textbox", { name: "Câu trả lời" }).fill("Đội đường đã vá xong đoạn lở hôm nay.");
		await look(thuly, `${device}-step`);
		await preview(thuly);
		const effects = await said(thuly);
		for (const words of ["Đang xử lý → Chờ ký", "Người đứng đầu UBND xã Na Rì", "Lời văn, người gửi và tệp không có trong sổ cái", "Đội đường đã vá xong", "Dự thảo, chưa ký"])
			assert.ok(effects.includes(words), `${words}: ${effects}`);
		await look(thuly, `${device}-preview`);
		await thuly.getByRole("button", { name: "Trình câu trả lời" }).click();
		await thuly.waitForURL(/done=draft/);
		await chutich.goto("/work/late");
		await chutich.getByRole("link", { name: group(code) }).first().click();
		assert.match(await chutich.locator(".paper").innerText(), /Đội đường đã vá xong/, "the draft is shown to who signs");
		await look(chutich, `${device}-sign`);
		await chutich.locator(".acts").getByRole("link", { name: "Ký câu trả lời" }).click();
		await preview(chutich);
		await chutich.getByRole("alert").waitFor(); // not ticked: said, and the draft is still there
		assert.equal(await chutich.getByRole("textbox", { name: "Câu trả lời" }).inputValue(), "Đội đường đã vá xong đoạn lở hôm nay.");
		await chutich.getByRole("checkbox", { name: "Tôi ký câu trả lời này" }).check();
		await preview(chutich);
		await chutich.getByRole("button", { name: "Ký câu trả lời" }).click();
		await chutich.waitForURL(/done=sign/);
		await take(thuly, code, "Gửi trả lời", () => thuly.getByLabel("Số, ký hiệu văn bản").fill("125/UBND-VP"));
		assert.match(await said(thuly), /Đã trả lời/);
		const seen = server.danvan(["matter", "show", code, "--key", key]);
		assert.match(seen, /Đội đường đã vá xong đoạn lở hôm nay\./, "the citizen reads the answer");
		assert.match(seen, /125\/UBND-VP/);
	});
}

test("an acceptance and a draft by the keyboard alone", async () => {
	const { code } = file(), page = people.thuly;
	await page.setViewportSize(DESK);
	const focused = () => page.evaluate(() => document.activeElement.textContent.trim() || document.activeElement.id);
	const to = async (name, key = "Tab") => {
		for (let i = 0; i < 80; i++) {
			if ((await focused()) === name) return;
			await page.keyboard.press(key);
		}
		assert.fail(`${key} never comes to ${name}, but to ${await focused()}`);
	};
	await page.goto("/work?view=new");
	await page.keyboard.press("?");
	await page.getByRole("heading", { name: "Phím tắt" }).waitFor();
	await page.keyboard.press("Escape");
	await to(group(code), "j");
	await page.keyboard.press("o");
	await page.waitForURL(`**/work/m/${code}`);
	await to("Nhận xử lý", "j");
	await page.keyboard.press("Enter");
	await page.waitForURL("**/do/receive");
	await to("Xem trước khi làm");
	await page.keyboard.press("Enter");
	await page.getByRole("heading", { name: "Xem trước: Nhận xử lý" }).waitFor();
	await to("Nhận xử lý");
	await page.keyboard.press("Enter");
	await page.waitForURL(/done=receive/);
	await to("Trình câu trả lời", "j");
	await page.keyboard.press("Enter");
	await page.waitForURL("**/do/draft");
	await to("f0");
	await page.keyboard.type("Xong rồi");
	await to("Xem trước khi làm");
	await page.keyboard.press("Enter");
	await page.getByRole("heading", { name: "Xem trước: Trình câu trả lời" }).waitFor();
	await to("Trình câu trả lời");
	await page.keyboard.press("Enter");
	await page.waitForURL(/done=draft/);
});

test("single-letter keys have a switch that the account keeps", async () => {
	const page = people.tiepnhan;
	await page.goto("/account");
	await page.getByRole("button", { name: "Tắt phím tắt" }).first().click();
	await page.waitForURL(/done=keys/);
	await page.goto("/work");
	assert.equal(await page.locator("body").getAttribute("data-keys"), null);
	await page.goto("/account");
	await page.getByRole("button", { name: "Bật phím tắt" }).first().click();
	await page.waitForURL(/done=keys/);
});

test("what came on paper is entered with under 60 key presses besides the text, and its receipt can be printed", async () => {
	const page = people.tiepnhan;
	await page.setViewportSize(DESK);
	await page.goto("/work/enter");
	assert.ok(await page.locator("main form :is(input:not([type=hidden], [type=radio]), textarea), main form fieldset:not(.picker-found)").count() <= 8, "at most eight fields");
	let presses = 0;
	const press = async (key) => { presses++; await page.keyboard.press(key); };
	const type = async (words) => { for (const letter of words) { presses++; await page.keyboard.insertText(letter); } };
	const id = () => page.evaluate(() => document.activeElement.name || document.activeElement.className);
	const to = async (name) => { for (let i = 0; i < 20 && (await id()) !== name; i++) await press("Tab"); assert.equal(await id(), name); };
	await press("Tab");
	await press("Enter"); // the skip link
	await to("text");
	await page.keyboard.insertText(TEXT); // not counted
	await press("Tab");
	await type("Đường lở trước trường");
	await to("name");
	await type("Lý A Páo");
	await press("Tab");
	await type("0912345678");
	await press("Enter");
	await page.waitForURL(/\/receipt$/);
	assert.ok(presses < 60, `${presses} presses`);
	const receipt = await said(page);
	assert.match(receipt, /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/);
	assert.match(receipt, /UBND xã Na Rì/);
	const keys = await page.locator("p.code").allInnerTexts();
	const code = keys[0].replaceAll("-", ""), key = keys[1].replaceAll("-", "");
	assert.match(server.danvan(["matter", "show", code, "--key", key]), /trước trường tiểu học/, "the printed key opens the matter");
	await page.reload();
	assert.deepEqual(await page.locator("p.code").allInnerTexts(), keys, "the receipt survives a reload");
	assert.ok(!page.urls.some((url) => url.includes(key)), "the key never stands in an address");
	await sound(page, "receipt");
	const other = people.thuly;
	await other.goto(`/work/m/${code}/receipt`);
	assert.equal((await other.locator("p.code").allInnerTexts()).length, 1, "another officer never sees the key");
});

test("everything that is wrong is said at once, and nothing typed is lost", async () => {
	const page = people.tiepnhan;
	await page.goto("/work/enter");
	await page.getByLabel("Nội dung").fill(TEXT);
	await page.getByLabel("Ngày nhận").fill("31/02/2026");
	await page.getByLabel("Nơi có việc").fill("khong co xa nay");
	await page.getByLabel("Số điện thoại").fill("12");
	await page.getByRole("button", { name: "Ghi nhận và lấy biên nhận" }).click();
	const errors = await page.locator(".error-summary li").allInnerTexts();
	assert.ok(errors.length >= 4, errors.join(" | "));
	assert.equal(await page.getByLabel("Nội dung").inputValue(), TEXT);
	assert.equal(await page.getByLabel("Ngày nhận").inputValue(), "31/02/2026");
	assert.equal(await page.evaluate(() => document.activeElement.className), "error-summary");
	await sound(page, "enter-wrong");
});

test("two who act on one matter: the slower one is told who was faster, and keeps every word", async () => {
	const { code } = file(), { thuly, chutich } = people, words = "Tỉnh lộ 256 do Sở Xây dựng quản lý.";
	await take(thuly, code, "Nhận xử lý");
	await thuly.locator(".acts").getByRole("link", { name: "Hướng dẫn đến nơi khác" }).click();
	await thuly.getByLabel("Cơ quan có thẩm quyền").fill("Sở Xây dựng");
	await thuly.getByLabel("Địa chỉ, cách gửi").fill("Số 7 đường Hùng Vương");
	await thuly.getByLabel("Nói rõ với người gửi").fill(words);
	await take(chutich, code, "Phân công", () => chutich.getByRole("radio", { name: "Cán bộ thụ lý (giả định)" }).check());
	await preview(thuly);
	await thuly.getByRole("heading", { name: "Có người vừa làm trước trên vụ việc này" }).waitFor();
	const conflict = await said(thuly);
	for (const part of ["Đã phân công", "Chủ tịch xã (giả định)", words, "Sở Xây dựng"]) assert.ok(conflict.includes(part), `${part}: ${conflict}`);
	await sound(thuly, "conflict");
	await thuly.getByRole("button", { name: "Giữ làm ghi chú nội bộ" }).click();
	await thuly.getByRole("button", { name: "Ghi chú nội bộ" }).click();
	await thuly.waitForURL(/done=note/);
	await thuly.getByRole("button", { name: "Xem ghi chú nội bộ" }).click();
	assert.ok((await said(thuly)).includes(words), "kept as a note");

	const other = file().code; // and where the step can still be done, it is
	await thuly.goto(`/work/m/${other}/do/guide`);
	await thuly.getByLabel("Cơ quan có thẩm quyền").fill("Sở Xây dựng");
	await thuly.getByLabel("Địa chỉ, cách gửi").fill("Số 7 đường Hùng Vương");
	await thuly.getByLabel("Nói rõ với người gửi").fill(words);
	await preview(thuly);
	await take(chutich, other, "Nhận xử lý");
	await thuly.getByRole("button", { name: "Hướng dẫn đến nơi khác" }).click();
	await thuly.getByRole("button", { name: "Vẫn làm bước này" }).click();
	await thuly.getByRole("button", { name: "Hướng dẫn đến nơi khác" }).click();
	await thuly.waitForURL(/done=guide/);
});

test("text and contacts open after the reading was recorded, and only so", async () => {
	const { code, key } = file("Ruộng nhà tôi bị ngập vì cống tắc."), page = people.thuly;
	await page.goto(`/work/m/${code}`);
	assert.ok(!(await page.content()).includes("cống tắc"), "not in the page before");
	await page.getByRole("radio", { name: "Để kiểm tra việc xử lý" }).check();
	await page.getByRole("button", { name: "Đọc nội dung" }).click();
	assert.ok((await said(page)).includes("cống tắc"));
	await sound(page, "read");
	const head = people.chutich;
	await head.goto(`/work/m/${code}`);
	await head.getByText("Ai đã đọc nội dung (1)").click();
	assert.match(await said(head), /Cán bộ thụ lý \(giả định\) đọc nội dung\. Để kiểm tra việc xử lý/);
	assert.ok(key);
});

test("forwarding: the other unit holds it, and it leaves this list", async () => {
	const { code } = file(), page = people.thuly;
	await page.goto(`/work/m/${code}/do/forward`);
	await page.getByLabel("Chuyển đến đơn vị").fill("cho moi");
	await page.getByRole("button", { name: "Tìm", exact: true }).click();
	await page.getByRole("radio", { name: /xã Chợ Mới/ }).first().check();
	await page.getByRole("radio", { name: /địa bàn/ }).check();
	await preview(page);
	assert.match(await said(page), /Từ nay do UBND xã Chợ Mới giữ/);
	await page.getByRole("button", { name: "Chuyển đơn vị khác" }).click();
	await page.waitForURL(/\/work\?done=/);
	assert.equal((await page.request.get(`${server.url}/work/m/${code}`)).status(), 404);
	await people.thuly2.goto("/work?view=new");
	await people.thuly2.getByRole("link", { name: group(code) }).waitFor();
});

test("the head puts a wrong step right", async () => {
	const { code } = file(), { thuly, chutich } = people;
	await take(thuly, code, "Nhận xử lý");
	await take(chutich, code, "Sửa bước làm sai", async () => {
		await chutich.getByRole("radio", { name: "Chọn nhầm bước" }).check();
		await chutich.getByLabel("Nói rõ").fill("Bấm nhầm.");
	});
	const after_ = await said(chutich);
	assert.match(after_, /Bước này đã được sửa sau đó/);
	assert.match(after_, /Đã tiếp nhận/);
});

// ---- the leader, the list

test("a leader gives several matters to another; each on its own, the result says which", async () => {
	const page = people.chutich;
	await page.goto("/work/late");
	await sound(page, "late");
	const boxes = page.locator("main input[name=code]"), count = Math.min(await boxes.count(), 2);
	assert.ok(count > 0, "the demonstration has late matters");
	await page.getByRole("button", { name: "Giao lại" }).click();
	await page.getByText("Chưa chọn việc hoặc chưa chọn người").first().waitFor();
	for (let i = 0; i < count; i++) await boxes.nth(i).check();
	await page.getByRole("radio", { name: "Cán bộ tiếp nhận (giả định)" }).check();
	await page.getByRole("button", { name: "Giao lại" }).click();
	assert.match(await said(page), new RegExp(`Đã giao ${count} việc cho Cán bộ tiếp nhận`));
	await sound(page, "assigned");
	await people.lanhdao.goto("/work/late");
	assert.match(await said(people.lanhdao), /UBND xã Na Rì/);
});

test("the list: views are addresses, words go by POST, the same as a table for Excel", async () => {
	const page = people.thuly;
	await page.goto("/work");
	await page.getByLabel("Tìm chữ trong dòng tóm tắt").fill("day chu nguoi lon");
	await page.getByRole("button", { name: "Tìm", exact: true }).click();
	assert.match(await said(page), /Đề nghị dạy chữ cho người lớn tuổi/);
	assert.ok(!page.urls.some((url) => url.includes("nguoi")), "words never stand in an address");
	const csv = await page.request.get(server.url + "/work.csv?view=late");
	assert.match(csv.headers()["content-disposition"], /attachment/);
	const body = await csv.body(), lines = body.toString("utf8").trim().split("\r\n");
	assert.deepEqual([...body.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
	assert.match(lines[0], /Mã,Loại việc,/);
	await page.goto("/work?view=late");
	assert.equal(lines.length - 1, await page.locator("tbody tr").count());
	const quick = await page.request.get(server.url + "/work");
	assert.ok(quick.ok());
});

// ---- signing in

test("signing in says the same for a wrong password and a login that is not there, counts tries by address, and ends for good", async () => {
	const page = await person(server), fill = async (login, password) => {
		await page.goto("/sign-in");
		await page.getByLabel("Tên đăng nhập").fill(login);
		await page.getByLabel("Mật khẩu").fill(password);
		await page.getByRole("button", { name: "Đăng nhập" }).click();
		return page.locator(".error-summary li").innerText();
	};
	const wrong = await fill("phochutich", "khong dung dau"), unknown = await fill("khongcoai", "khong dung dau");
	assert.equal(wrong, unknown);
	await sound(page, "sign-in-wrong");
	assert.equal(await page.getByLabel("Mật khẩu").getAttribute("autocomplete"), "current-password");
	assert.equal(await page.getByLabel("Mã một lần").getAttribute("autocomplete"), "one-time-code");
	assert.match(await fill("phochutich", server.accounts.phochutich.password), /6 chữ số/, "the code is asked for");
	for (let i = 0; i < 5; i++) await fill("phochutich", "khong dung dau");
	assert.match(await fill("phochutich", server.accounts.phochutich.password), /Hãy chờ \d+ giây/);

	const leaving = await person(server);
	await leaving.goto("/work/late");
	assert.match(leaving.url(), /sign-in\?to=%2Fwork%2Flate/);
	const evil = await (await leaving.request.get(server.url + "/sign-in?to=//evil.example/x")).text();
	assert.match(evil, /name="to" value=""/, "only our own pages");
	await signIn(leaving, server, "bantiepdan");
	const cookies = await leaving.context().cookies();
	await leaving.getByRole("button", { name: "Đăng xuất" }).click();
	await leaving.waitForURL(/sign-in/);
	await leaving.context().addCookies(cookies);
	await leaving.goto("/work");
	assert.match(leaving.url(), /sign-in/, "the old token is worth nothing");
});

// ---- the administrator

test("an administrator opens an account, whose secrets are shown once; the new officer works; closed, every session ends", async () => {
	const page = people.quantri;
	await page.goto("/admin");
	await sound(page, "admin");
	await page.getByRole("link", { name: "Thêm tài khoản" }).click();
	await page.getByLabel("Họ tên").fill("Hoàng Thị Mới");
	await page.getByLabel("Tên đăng nhập").fill("moi.hoang");
	await page.getByRole("radio", { name: "người thụ lý" }).check();
	await page.getByLabel("Tại đơn vị").fill("UBND xã Na Rì");
	await page.getByRole("button", { name: "Tìm", exact: true }).click();
	await page.getByRole("radio", { name: /UBND xã Na Rì/ }).first().check();
	await page.getByRole("button", { name: "Thêm tài khoản" }).click();
	await page.getByRole("heading", { name: "Đưa tận tay cho moi.hoang" }).waitFor();
	await page.getByRole("img", { name: "Mã QR cho ứng dụng xác thực" }).waitFor();
	await sound(page, "secret");
	const [login, password, secret] = await page.locator("dd code").allInnerTexts();
	server.accounts[login] = { login, password, totp: secret.replaceAll(" ", "") };
	const fresh = await person(server, { viewport: DESK });
	await signIn(fresh, server, login);
	await fresh.waitForURL("**/work");
	await page.getByRole("link", { name: "Đã chép xong" }).click();
	await sound(page, "account");
	await page.getByRole("button", { name: "Khóa tài khoản" }).click();
	await page.getByText("Đã khóa tài khoản").waitFor();
	await fresh.goto("/work");
	assert.match(fresh.url(), /sign-in/, "its session has ended");
	await page.getByRole("button", { name: "Mở lại tài khoản" }).click();
	await page.getByRole("button", { name: /^Kết thúc hôm nay/ }).click();
	await page.getByText("(đã hết)").waitFor();
	await page.goto("/admin/packs/phan-anh-kien-nghi");
	assert.match(await page.locator(".rules li").first().innerText(), /chưa kiểm chứng/, "what nobody verified stands first");
	await sound(page, "pack");
	await page.goto("/admin/setup");
	await sound(page, "setup");
	server.danvan(["verify", "db"]);
});

// ---- rights: every row of the tables, as each role

const routes = ["officer_sign_in", "officer_work", "officer_sort", "officer_enter", "officer_matter", "leader", "admin"].flatMap((area) =>
	[...readFileSync(`src/web/${area}.c`, "utf8").matchAll(/\{ (GET|POST), "([^"]+)", ([A-Z_]+),/g)].map(([, method, path, who]) => ({ method, path, who })));
const may = {
	ANYONE: () => true, SIGNED_IN: (role) => role !== "nobody", ENTERS_PAPER: (role) => ["clerk", "officer", "head"].includes(role),
	OFFICER: (role) => ["clerk", "officer", "head", "leader"].includes(role), LEADER: (role) => ["head", "leader"].includes(role),
	ADMINISTRATOR: (role) => role === "administrator", HANDLER_OF_MATTER: (role, own) => own && ["clerk", "officer", "head", "leader"].includes(role),
};
const plain = (html) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

test("each route answers each role as its row says, and what is forbidden looks like what is not there", async () => {
	const { code } = file(), nobody = await person(server);
	const roles = { nobody, clerk: people.tiepnhan, officer: people.thuly, head: people.chutich, leader: people.lanhdao, administrator: people.quantri, stranger: people.thuly2 };
	let visited = 0;
	assert.ok(routes.length >= 28, `${routes.length} rows found`);
	for (const { method, path, who } of routes) {
		for (const [role, page] of Object.entries(roles)) {
			const at = (matter) => server.url + path.replace("{code}", matter).replace("{step}", "note").replace("{number}", "1").replace("{name}", "phan-anh-kien-nghi").replace("{id}", "nq-855-2020");
			const ask = (url) => page.request.fetch(url, { method, maxRedirects: 0, ...(method === "POST" ? { form: { _token: "x" } } : {}) });
			const answer = await ask(at(code)), right = may[who](role === "stranger" ? "officer" : role, role !== "stranger");
			const status = answer.status(), to = answer.headers().location || "";
			visited++;
			if (right && path.endsWith("{step}") && method === "GET") assert.ok([200, 403].includes(status), `${role} ${path}: ${status}`); // the pack says who may note
			else if (right && method === "GET") assert.ok([200, 303].includes(status) && !to.startsWith("/sign-in?"), `${role} may ${method} ${path}: ${status} ${to}`);
			else if (right) assert.ok([403, 422, 429].includes(status) || path === "/sign-in", `${role} without a token ${method} ${path}: ${status}`);
			else if (role === "nobody") assert.ok(status === 401 || (status === 303 && to.startsWith("/sign-in")), `nobody ${method} ${path}: ${status}`);
			else assert.ok([403, 404].includes(status), `${role} may not ${method} ${path}: ${status}`);
			if (who === "HANDLER_OF_MATTER" && !right && role !== "nobody") {
				const absent = await ask(at("000000000000"));
				assert.equal(status, absent.status(), `${role} ${path}`);
				assert.equal(plain(await answer.text()), plain(await absent.text()).replaceAll("000000000000", code), `${role} ${path}`);
			}
		}
	}
	console.log(`# ${visited} of ${routes.length} rows x ${Object.keys(roles).length} roles visited`);
	assert.equal(visited, routes.length * Object.keys(roles).length);
});

test("every page of the desk is valid HTML and accessible, in both languages", async () => {
	const { code } = file();
	const pages = { thuly: ["/work", "/work/enter", "/account", `/work/m/${code}`, `/work/m/${code}/do/forward`, `/work/m/${code}/do/guide`, "/sign-in"], chutich: ["/work/late"],
		quantri: ["/admin", "/admin/accounts/new", "/admin/accounts/2", "/admin/packs/khieu-nai-lan-dau", "/admin/setup"] };
	let n = 0;
	for (const [login, paths] of Object.entries(pages))
		for (const path of paths) {
			for (const [k, lang] of ["en", "vi"].entries()) {
				await valid(people[login], `${path}?lang=${lang}`);
				await people[login].goto(`${path}?lang=${lang}`);
				await (forAxe(n, k) ? sound : narrow)(people[login], `${lang}${path.replace(code, "matter").replaceAll("/", "-")}`);
			}
			n++;
		}
});
