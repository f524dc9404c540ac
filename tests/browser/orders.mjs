// orders.mjs - a commune is divided: an administrator puts the order in, the day comes, officers sort what the divided commune left, and the person whose matter it is sees who has it now.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { startServer, stopBrowser, restartAt, person, signIn, picture, assertAccessible, assertValid, assertNoSideways, PHONE, DESK } from "./support.mjs";

const DAY = 86400e3, local = (at) => new Date(at + 7 * 3600e3).toISOString().slice(0, 10);
const effective = local(Date.now() + 2 * DAY), vietnamese = effective.split("-").reverse().join("/");
/** The order; `unit` is what is divided. Line 6 names it. */
const order = (unit) => `order: nq-7-2026
title: { vi: "Chia xã Na Rì", en: "Dividing Na Rì" }
basis: 7/NQ-HĐND (20/11/2026)
effective: ${effective}
parts:
  - split: "${unit}"
    to:
      - { unit: "02086", take: part, people: 6100, hamlets: [Hát Deng, Bản Pò] }
      - { unit: "02152", take: rest, people: 4900, hamlets: [Phố Mới] }
  - rename: "02185"
    name: Côn Minh Mới
`;

let server, admin, phone; // phone: the administrator's too, without script
const codes = [], keys = [], group = (code) => code.match(/.{4}/g).join("-");
before(async () => {
	server = await startServer();
	for (let i = 0; i < 4; i++) {
		const [code, key] = server.danvan(["matter", "open", "--procedure", "phan-anh-kien-nghi", "--unit", "02155", "--text", "Cầu treo hỏng."]).trim().split(" ");
		codes.push(code);
		keys.push(key);
	}
	admin = await person(server, { viewport: DESK });
	await signIn(admin, server, "quantri");
});
after(async () => { await stopBrowser(); await server?.stop(); });

const said = (page) => page.locator("main").innerText();
/** The same person with a telephone that runs no script. */
const onPhone = async (page) => {
	const phone = await person(server, { viewport: PHONE, script: false });
	await phone.context().addCookies(await page.context().cookies());
	return phone;
};
/** A page that stands in the browser: valid, accessible where a script can run, never sideways. */
const sound = async (page, name, { script = true } = {}) => {
	await assertValid(await page.content(), name);
	if (script) await assertAccessible(page, name);
	await assertNoSideways(page);
	await picture(page, "orders-" + name);
};
/** Presses it and waits for the page that comes, which may look like the one before. */
const press = async (page, what) => {
	const comes = page.waitForEvent("domcontentloaded");
	await what.click();
	await comes;
};
const check = (page) => press(page, page.getByRole("button", { name: "Kiểm tra và xem trước" }));

// ---- the administrator

test("a mistake is told with its line, on a telephone without script too, and nothing is written", async () => {
	await admin.goto("/admin");
	await press(admin, admin.getByRole("link", { name: "Phương án sắp xếp" }));
	await sound(admin, "empty");
	await check(admin);
	await admin.getByRole("link", { name: "Hãy điền «nội dung tệp phương án»." }).waitFor();
	await admin.getByLabel("Nội dung tệp phương án").fill(order("99999"));
	await check(admin);
	const wrong = await admin.locator(".error-summary").innerText();
	assert.match(wrong, /Tệp phương án, dòng 6: ngày \d\d\/\d\d\/\d{4} không có đơn vị “99999”/);
	assert.match(wrong, /- split: "99999"/, "the line itself");
	assert.equal(await admin.getByLabel("Nội dung tệp phương án").inputValue(), order("99999").trim(), "nothing typed is lost");
	await admin.locator(".error-summary:focus").waitFor();
	await sound(admin, "wrong-1280");

	phone = await onPhone(admin);
	await phone.goto("/admin/orders");
	await phone.getByLabel("Hoặc chọn tệp").setInputFiles({ name: "nq-7.yaml", mimeType: "application/yaml", buffer: Buffer.from(order("99999")) });
	await check(phone);
	assert.match(await phone.locator(".error-summary").innerText(), /dòng 6/);
	await sound(phone, "wrong-360", { script: false });
	await phone.getByLabel("Hoặc chọn tệp").setInputFiles({ name: "large.yaml", mimeType: "application/yaml", buffer: Buffer.alloc((1 << 20) + 1, "# \n") });
	await check(phone);
	assert.match(await phone.locator(".error-summary").innerText(), /Tệp lớn hơn 1 MB/);
	assert.equal((await admin.request.get(`${server.url}/orders/nq-7-2026`)).status(), 404);
});

test("mended, the plan says what it will do, and only what was seen is applied", async () => {
	await admin.getByLabel("Nội dung tệp phương án").fill(order("02155"));
	await check(admin);
	const plan = await said(admin);
	for (const words of [`Nếu áp dụng, từ ngày ${vietnamese}`, "xã Na Rì → xã Chợ Mới. Tiếp nhận vụ việc.", "xã Na Rì → xã Cường Lợi", "xã Côn Minh → xã Côn Minh Mới", "Cán bộ thụ lý (giả định), người thụ lý: UBND xã Na Rì → UBND xã Chợ Mới"])
		assert.ok(plan.includes(words), `${words}: ${plan}`);
	assert.match(plan, /UBND xã Na Rì → UBND xã Chợ Mới: \d+ vụ việc đang mở, \d+ quá hạn/);
	await sound(admin, "plan-1280");
	await phone.getByLabel("Hoặc chọn tệp").setInputFiles({ name: "nq-7.yaml", mimeType: "application/yaml", buffer: Buffer.from(order("02155")) });
	await check(phone);
	await phone.getByText("Cơ quan, tổ chức đi theo").click();
	await sound(phone, "plan-360", { script: false });

	const apply = admin.getByRole("button", { name: "Áp dụng phương án này" });
	await admin.getByLabel("Nội dung tệp phương án").fill(order("02155").replace("Côn Minh Mới", "Côn Minh Hai"));
	await press(admin, apply);
	await admin.getByText("Nội dung khác với bản đã xem").waitFor();
	assert.match(await said(admin), /xã Côn Minh → xã Côn Minh Hai/, "what it would do now");
	await admin.getByLabel("Nội dung tệp phương án").fill(order("02155"));
	await check(admin);
	await press(admin, apply);
	await admin.waitForURL(/done=nq-7-2026/);
	assert.match(await said(admin), new RegExp(`Đã áp dụng “Chia xã Na Rì”, hiệu lực từ ${vietnamese}`));
	await sound(admin, "applied");
	await press(admin, admin.getByRole("button", { name: "Rút lại" }));
	assert.match(await admin.locator(".error-summary").innerText(), /lý do/, "who takes it back says why");
});

test("everybody reads it before its day; until then nothing changes", async () => {
	const page = await person(server, { script: false });
	await page.goto("/orders");
	await press(page, page.getByRole("link", { name: "Chia xã Na Rì" }));
	assert.match(await said(page), /chưa đến ngày/);
	await sound(page, "order-360", { script: false });
	await page.goto(`/m/${codes[0]}`);
	assert.ok(!(await said(page)).includes("Chợ Mới"));
	for (const path of ["/orders", "/orders/nq-7-2026", "/orders/nq-1683-2025", "/units/convert"])
		for (const lang of ["vi", "en"]) await assertValid(await (await page.request.get(`${server.url}${path}?lang=${lang}`)).text(), `${path} ${lang}`);
});

// ---- the day

test("on the day an officer of the heir finds the matters, and passes one and then several to the other heir", async () => {
	const clock = await restartAt(server, local(Date.now() + 3 * DAY) + "T09:00:00"), officer = await person(server, { viewport: DESK });
	await signIn(officer, server, "thuly2", clock);
	await officer.waitForURL("**/work");
	await officer.getByRole("link", { name: /Còn phải chuyển sau khi chia đơn vị: \d+/ }).click();
	await officer.getByRole("heading", { name: "Còn phải chuyển: đơn từ xã Na Rì" }).waitFor();
	await sound(officer, "sort-1280");
	const to = (page) => page.getByRole("button", { name: "xã Cường Lợi (Phố Mới)" });
	await press(officer, to(officer));
	assert.match(await officer.locator(".error-summary").innerText(), /Chưa chọn đơn nào/);
	await press(officer, officer.getByRole("link", { name: group(codes[0]) }));
	assert.match(await said(officer), new RegExp(`UBND xã Na Rì nhận, nay UBND xã Chợ Mới giữ, từ ${vietnamese} theo 7/NQ-HĐND`));
	await sound(officer, "matter");
	await officer.getByRole("button", { name: "Chuyển đến xã Cường Lợi" }).click();
	await officer.getByText(`Đã chuyển vụ việc ${group(codes[0])}`).waitFor();
	assert.equal((await officer.request.get(`${server.url}/work/m/${codes[0]}`)).status(), 404, "it is another office's now");

	const small = await onPhone(officer);
	await small.goto("/work/sort");
	await sound(small, "sort-360", { script: false });
	for (const code of codes.slice(1, 3)) await small.getByRole("checkbox", { name: group(code) }).check();
	await press(small, to(small));
	await small.getByText("Đã chuyển 2 đơn đến xã Cường Lợi").waitFor();
	assert.ok(!(await said(small)).includes(group(codes[1])));
	assert.ok((await said(small)).includes(group(codes[3])));
	for (const lang of ["vi", "en"]) await assertValid(await (await small.request.get(`${server.url}/work/sort?lang=${lang}`)).text(), `/work/sort ${lang}`);
});

test("the person sees who received it and who has it today, with the same due day", async () => {
	const page = await person(server, { script: false });
	await page.goto(`/m/${codes[3]}`);
	assert.match(await said(page), /UBND xã Na Rì nhận, nay UBND xã Chợ Mới giữ/, "not sorted yet");
	await sound(page, "person-360", { script: false });
	const due = /đến hết [^\n]* (\d\d\/\d\d\/\d{4})/.exec(await said(page))[1];
	await page.goto(`/m/${codes[0]}`);
	await page.getByLabel("Khóa riêng").fill(keys[0]); // who has the key sees the present, before it is published
	await press(page, page.getByRole("button", { name: "Mở bằng khóa riêng" }));
	const sorted = await said(page);
	assert.match(sorted, /Trả lời · UBND xã Cường Lợi/);
	for (const words of ["Đã ghi nhận · UBND xã Na Rì", "Nay UBND xã Chợ Mới giữ", "Đã chuyển đến đơn vị tiếp nhận đúng nơi có việc", due]) assert.ok(sorted.includes(words), `${words}: ${sorted}`);
	await page.goto("/orders/nq-7-2026");
	assert.match(await said(page), /đang có hiệu lực/);
	server.danvan(["verify", "db"]);
});
