// people.mjs - the whole story of a person without an account: on a telephone without JavaScript, and at a desk with it.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, gzipSync } from "node:zlib";
import { randomBytes } from "node:crypto";
import { spawnSync } from "node:child_process";
import { startServer, stopBrowser, person, picture, assertAccessible, assertValid, assertNoSideways, forAxe, PHONE, DESK, DANVAN } from "./support.mjs";

let server;
before(async () => { server = await startServer(); });
after(async () => { if (process.env.SHOW_LOG) console.error(server.log.slice(-4000)); await server?.stop(); await stopBrowser(); });

const next = (page) => page.getByRole("button", { name: "Tiếp tục" }).click();
const PHOTO = "tests/fuzz/photograph.jpg";

/** Answers every page up to the check page, as a person would; `answers` changes some. */
const fill = async (page, { officer = "Không", place = "xã Na Rì", text = "Cầu treo thôn Nà Khưa hỏng ván.\nĐề nghị sửa trước mùa mưa.", name = "", phone = "", files = [] } = {}) => {
	await page.goto("/file");
	await page.getByRole("radio", { name: "Phản ánh, kiến nghị" }).check();
	await next(page);
	await page.getByRole("radio", { name: officer, exact: true }).check();
	await next(page);
	await page.getByLabel("Việc này ở xã nào?").fill(place);
	await page.getByRole("button", { name: "Tìm", exact: true }).click();
	await page.getByRole("radio").first().check();
	await next(page);
	await page.getByLabel("Ông/bà muốn nói điều gì?").fill(text);
	if (files.length) await page.getByLabel("Chọn tệp").setInputFiles(files);
	await next(page);
	await page.getByLabel("Họ và tên").fill(name);
	await page.getByLabel("Số điện thoại").fill(phone);
	await next(page);
	await page.waitForURL("**/file/check");
};
const send = async (page) => {
	await page.getByRole("button", { name: "Gửi đơn" }).click();
	await page.waitForURL("**/receipt");
	const [code, key] = await page.locator("p.code").allTextContents();
	return { code: code.trim(), key: key.trim() };
};
const plain = (code) => code.replaceAll("-", "");
/** What a screen reader hears first after a refused form: Tab goes to the first line of the summary. */
const firstTabStop = async (page) => {
	await page.locator(".error-summary:focus").waitFor();
	await page.keyboard.press("Tab");
	return page.locator(":focus").textContent();
};

// ---- the story

for (const [device, options] of Object.entries({ "a telephone without JavaScript": { viewport: PHONE, script: false }, "a desk with JavaScript": { viewport: DESK, script: true } })) {
	test(`from filing to the proof on ${device}`, async () => {
		const page = await person(server, options), tag = options.script ? "desk" : "phone";
		await page.goto("/");
		await assert.doesNotReject(page.getByText("Chính quyền đang nợ dân những gì").waitFor());
		await picture(page, `${tag}-1-home`);
		await fill(page, { place: "luong ha", name: "Nguyễn Thị Mỷ", phone: "0912 345 678", files: [PHOTO] });
		const said = await page.locator("main").textContent();
		for (const words of ["xã Lương Hạ, nay thuộc xã", "Cầu treo thôn Nà Khưa hỏng ván.", "0912 345 678", "photograph.jpg", "Đơn sẽ đến UBND xã"])
			assert.ok(said.includes(words), `the check page says "${words}"`);
		await picture(page, `${tag}-2-check`);

		const { code, key } = await send(page);
		assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
		assert.equal(plain(key).length, 26);
		await picture(page, `${tag}-3-receipt`);
		await page.reload();
		assert.equal((await page.locator("p.code").first().textContent()).trim(), code, "the receipt survives reloading");
		assert.equal((await page.locator("p.code").last().textContent()).trim(), key, "with the same key");
		await page.goBack();
		await page.reload();
		assert.match(await page.getByRole("heading", { level: 1 }).textContent(), /đã gửi/, "going back tells that it was sent");
		assert.ok((await page.locator("main").textContent()).includes(code));

		// the proof, offline, by another program
		await page.goto("/receipt");
		const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Tải tệp bằng chứng" }).click()]);
		assert.equal(download.suggestedFilename(), `danvan-${plain(code)}.tlog-proof`);
		const proof = join(server.folder, `${tag}.tlog-proof`);
		await download.saveAs(proof);
		assert.equal(spawnSync(DANVAN, ["verify", "receipt", proof, "--vkey", server.vkey]).status, 0, "the proof is true");
		assert.ok(!readFileSync(proof, "utf8").includes(plain(key)), "and holds no key");

		// from another device: what is published, then the key
		const other = await person(server, options);
		await other.goto("/");
		await other.locator("#code").fill(code.toLowerCase().replaceAll("0", "o").replaceAll("1", "l"));
		await other.getByRole("main").getByRole("button", { name: "Tra cứu" }).click();
		await other.waitForURL(`**/m/${plain(code)}`);
		let shown = await other.locator("main").textContent();
		assert.ok(shown.includes("Còn 15 ngày làm việc") && !shown.includes("Cầu treo") && !shown.includes("Mỷ"), "without the key: the clock, no words");
		await picture(other, `${tag}-4-public`);
		await other.getByLabel("Khóa riêng").fill("0".repeat(26));
		await other.getByRole("button", { name: "Mở bằng khóa riêng" }).click();
		assert.match(await other.locator(".error-summary").textContent(), /kh[oó][aá]/i, "a wrong key is told");
		await other.getByLabel("Khóa riêng").fill(key.toLowerCase().replaceAll("-", " "));
		await other.getByRole("button", { name: "Mở bằng khóa riêng" }).click();
		shown = await other.locator("main").textContent();
		for (const words of ["Cầu treo thôn Nà Khưa hỏng ván.", "Nguyễn Thị Mỷ", "photograph.jpg", "Chưa có cán bộ nào mở"])
			assert.ok(shown.includes(words), `with the key: ${words}`);
		await picture(other, `${tag}-5-private`);
		await other.getByRole("link", { name: "Bằng chứng của từng bước" }).click();
		await other.getByText("Tệp mở từng phần").first().click();
		const [opening] = await Promise.all([other.waitForEvent("download"), other.getByRole("link", { name: "Lúc nào" }).click()]);
		assert.match(readFileSync(await opening.path(), "utf8"), /"part":"time"/);

		for (const url of [...page.urls, ...other.urls]) assert.ok(!url.includes(plain(key)) && !url.includes(key), `the key stands in no address: ${url}`);
		assert.ok(!server.log.includes(plain(key)) && !server.log.includes(plain(code)), "nor code nor key in the log");
	});
}

test("the office asks, the author adds, the office answers, the author rates and opens it again", async () => {
	const page = await person(server, { script: false });
	await fill(page, { text: "Nước sinh hoạt đục sau mưa ở thôn Bản Kén.", place: "xã Na Rì" });
	const { code } = await send(page), url = `/m/${plain(code)}`;
	const officer = server.officer("thuly"), head = server.officer("chutich");
	officer(code, "receive");
	officer(code, "ask_supplement", { list: "Từ ngày nào?\nBao nhiêu hộ?" });

	await page.goto(url);
	let shown = await page.locator("main").textContent();
	assert.ok(shown.includes("Cơ quan cần ông/bà bổ sung") && shown.includes("Bao nhiêu hộ?"), "what is asked stands on the page");
	assert.match(shown, /Tạm dừng/);
	await picture(page, "phone-6-asked");
	await page.getByRole("link", { name: "Gửi bổ sung" }).click();
	assert.ok((await page.locator("main").textContent()).includes("Bao nhiêu hộ?"), "and on the form");
	await next(page);
	assert.equal(await page.locator(".error-summary li").count(), 1, "an empty form is told");
	await page.getByLabel("Nội dung bổ sung").fill("Từ ngày 12/11, mười hai hộ.");
	await page.getByLabel("Chọn tệp").setInputFiles([PHOTO]);
	await page.getByRole("button", { name: "Tải tệp lên" }).click();
	await picture(page, "phone-7-supplement");
	await next(page);

	// somebody is faster: what was typed stays
	officer(code, "go_on");
	await page.getByRole("button", { name: "Gửi", exact: true }).click();
	shown = await page.locator("main").textContent();
	assert.ok(shown.includes("Từ ngày 12/11, mười hai hộ."), "what was typed is still there");
	assert.match(shown, /diễn biến mới/);

	officer(code, "draft", { answer: "UBND xã đã thay bể lọc ngày 20/11." });
	await page.goto(url);
	assert.ok(!(await page.locator("main").textContent()).includes("bể lọc"), "a draft is the office's own");
	head(code, "sign", { answer: "UBND xã đã thay bể lọc ngày 20/11.", signed: "yes" });
	head(code, "issue", { answer: "UBND xã đã thay bể lọc ngày 20/11.", number: "125/UBND-VP" });
	await page.goto(url);
	shown = await page.locator("main").textContent();
	assert.ok(shown.includes("bể lọc") && shown.includes("125/UBND-VP"), "the answer");
	await picture(page, "phone-8-answered");

	assert.match(await page.locator(".clock").first().textContent(), /Đúng hạn.*Trả lời/, "the clock of the answer, not an inner one");
	await page.getByRole("link", { name: "Đánh giá" }).click();
	await page.getByRole("radio", { name: /^2/ }).check();
	await next(page);
	await page.getByRole("button", { name: "Gửi", exact: true }).click();
	await page.waitForURL(`**${url}`);
	await page.getByRole("link", { name: "Mở lại" }).click();
	await page.getByLabel("Điều ông/bà chưa đồng ý").fill("Ngắn");
	await next(page);
	assert.match(await page.locator(".error-summary").textContent(), /ít nhất 10/);
	await page.getByLabel("Điều ông/bà chưa đồng ý").fill("Nước vẫn đục, bể lọc chưa chạy.");
	await next(page);
	await page.getByRole("button", { name: "Gửi", exact: true }).click();
	await page.waitForURL(`**${url}`);
	shown = await page.locator("main").textContent();
	assert.match(shown, /cấp trên xem xét/);
	assert.ok(!shown.includes("UBND xã Na Rì phải"), "the level above holds it");
	assert.equal(await page.getByRole("link", { name: "Mở lại" }).count(), 0, "once");
	await picture(page, "phone-9-reopened");
});

test("a matter can be withdrawn, and one about an officer goes to the level above", async () => {
	const page = await person(server, { script: false });
	await fill(page, { officer: "Có", text: "Cán bộ tiếp nhận trả hồ sơ không nói lý do." });
	assert.ok(!(await page.locator("main").textContent()).includes("Đơn sẽ đến UBND xã"), "not to the commune");
	const { code } = await send(page);
	await page.goto(`/m/${plain(code)}`);
	await page.getByRole("link", { name: "Rút phản ánh" }).click();
	await next(page);
	const officer = server.officer("bantiepdan");
	officer(code, "receive"); // shown to the author: it asks once more
	await page.getByRole("button", { name: "Gửi", exact: true }).click();
	assert.match(await page.locator("main").textContent(), /diễn biến mới.*Đã nhận xử lý/s);
	officer(code, "note", { note: "Ghi chú riêng." }); // quiet: it does not
	await page.getByRole("button", { name: "Gửi", exact: true }).click();
	await page.waitForURL(`**/m/${plain(code)}`);
	assert.match(await page.locator("main").textContent(), /Đã rút/);
});

// ---- refusals lose nothing

test("each page sent empty tells what is missing: first Tab stop is the first line of the summary", async () => {
	const page = await person(server, { script: false });
	const empties = [["/file", "Chưa chọn việc. Hãy chọn một dòng."], ["/file/officer", "Chưa trả lời. Hãy chọn Có hoặc Không."],
		["/file/place", "Chưa chọn xã. Hãy gõ tên xã, có dấu hay không dấu đều được."], ["/file/text", null]];
	await page.goto("/file");
	await page.getByRole("radio", { name: "Phản ánh, kiến nghị" }).check();
	await next(page);
	for (const [path, sentence] of empties.slice(1)) {
		await page.goto(path);
		await next(page);
		const first = await firstTabStop(page);
		if (sentence) assert.equal(first.trim(), sentence);
		assert.match(await page.title(), /^Lỗi: /);
		const main = page.locator("main > *:not(.back)").first();
		assert.equal(await main.getAttribute("class"), "error-summary", `${path}: the summary stands first`);
		const target = await page.locator(".error-summary a").first().getAttribute("href");
		assert.equal(await page.locator(target).count(), 1, `${path}: ${target} is there`);
		const atField = await page.locator("p.error").first().textContent();
		assert.ok(atField.includes(first.trim()), `${path}: the same sentence at the field`);
		await assertValid(await page.content(), path);
	}
	await page.goto("/file/check");
	assert.equal(await page.locator(".error-summary li").count(), 3, "all that is missing, at once");
});

test("whatever is refused is still there, and all other answers with it", async () => {
	const page = await person(server, { script: false });
	const good = { name: "Hoàng Văn Tài", phone: "0912345678", email: "tai@vidu.vn", for_whom: "mẹ tôi" };
	const refused = { name: ["<b>", "12345", "x".repeat(200)], phone: ["0912 345 6", "006085001234", "hai ba"], email: ["tai@", "tai vidu.vn", "a@b"], for_whom: ["x".repeat(300)] };
	await fill(page);
	for (const [field, values] of Object.entries(refused))
		for (const value of values) {
			await page.goto("/file/who");
			for (const [id, right] of Object.entries(good)) await page.locator("#" + id).fill(id === field ? value : right);
			await next(page);
			for (const [id, right] of Object.entries(good)) assert.equal(await page.locator("#" + id).inputValue(), id === field ? value : right, `${field}=${value}: ${id} stays`);
			const summary = (await page.locator(".error-summary li").allTextContents()).map((t) => t.trim()), atField = await page.locator(`#${field}-error`).textContent();
			assert.equal(summary.length, 1);
			assert.ok(atField.endsWith(summary[0]), `${field}: the same words in both places`);
			await page.goto("/file/who");
			assert.equal(await page.locator("#" + field).inputValue(), value, "also after leaving and coming back");
		}
	// a text that is far too long
	const long = "Nước đục. ".repeat(2500);
	await page.goto("/file/text");
	await page.locator("#text").fill(long);
	await next(page);
	assert.match(await page.locator(".error-summary").textContent(), /20\.000/);
	assert.equal((await page.locator("#text").inputValue()).length, long.length);
	await page.goto("/file/check");
	assert.equal(await page.locator(".error-summary li").count(), 2, "text and relation, told together");
});

test("a restart between two pages loses nothing", async () => {
	const page = await person(server, { script: false });
	await fill(page, { text: "Đèn đường xóm Bản Kén tắt.", name: "Lý A" });
	await server.restart();
	await page.goto("/file/check");
	const said = await page.locator("main").textContent();
	assert.ok(said.includes("Đèn đường xóm Bản Kén tắt.") && said.includes("Lý A"));
	const { code } = await send(page);
	await server.restart();
	await page.reload();
	assert.equal((await page.locator("p.code").first().textContent()).trim(), code);
});

test("a change from the check page goes back there", async () => {
	const page = await person(server, { script: false });
	await fill(page);
	await page.getByRole("link", { name: "Sửa Nội dung" }).click();
	await page.locator("#text").fill("Nội dung đã sửa.");
	await next(page);
	await page.waitForURL("**/file/check");
	assert.ok((await page.locator("main").textContent()).includes("Nội dung đã sửa."));
});

test("sending twice, at the same moment too, makes one matter", async () => {
	const page = await person(server, { script: false });
	await fill(page, { text: "Gửi hai lần." });
	const token = await page.locator("form[action='/file/check'] input[name=_token]").inputValue();
	const answers = await Promise.all(Array.from({ length: 8 }, () => page.request.post("/file/check", { form: { _token: token }, maxRedirects: 0 })));
	for (const answer of answers) assert.equal(answer.status(), 303);
	await page.goto("/receipt");
	const code = (await page.locator("p.code").first().textContent()).trim();
	const again = await page.request.post("/file/check", { form: { _token: token } });
	assert.ok((await again.text()).includes(code));
	server.danvan(["verify", "db"]);
	await page.goto(`/m/${plain(code)}`);
	assert.equal(await page.locator(".timeline li").count(), 1);
});

// ---- files

/** [name, bytes] as files that a person would choose. Given as bytes they go through the page's script, a second for each megabyte. */
const onDisk = (files) => files.map(([name, bytes]) => {
	const path = join(server.folder, name);
	writeFileSync(path, bytes);
	return path;
});

test("files: kinds by content, five at most, HEIC refused in words, place removed", async () => {
	const page = await person(server, { script: false });
	await fill(page);
	await page.goto("/file/text");
	const upload = async (...files) => {
		await page.getByLabel("Chọn tệp").setInputFiles(onDisk(files));
		await page.getByRole("button", { name: "Tải tệp lên" }).click();
	};
	const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic\0\0\0\0mif1heic")]);
	await page.locator("#text").fill("Chữ vẫn còn khi tệp bị từ chối.");
	await upload(["anh.jpg", heic]);
	assert.match(await page.locator("#files-error").textContent(), /HEIC|JPEG/);
	assert.equal(await page.locator("#text").inputValue(), "Chữ vẫn còn khi tệp bị từ chối.");
	await upload(["trong.pdf", ""]);
	assert.match(await page.locator("#files-error").textContent(), /trong\.pdf/);
	await upload(["ma.jpg", "#!/bin/sh\nexit\n"]);
	assert.equal(await page.locator("#files-error").count(), 1, "a program is no photograph");
	await upload(["hong.jpg", Buffer.concat([readFileSync(PHOTO).subarray(0, 300)])]);
	assert.equal(await page.locator("#files-error").count(), 1, "a damaged photograph is told");
	await upload(["lon.txt", "x".repeat(10 * 1024 * 1024 + 1)]);
	assert.match(await page.locator("#files-error").textContent(), /10 MB/);
	const photo = readFileSync(PHOTO);
	await upload(["một.jpg", photo], ["hai.txt", "giấy"], ["ba.txt", "giấy"]);
	assert.equal(await page.locator(".files li").count(), 3);
	await upload(["bốn.txt", "giấy"], ["năm.txt", "giấy"], ["sáu.txt", "giấy"]);
	assert.equal(await page.locator(".files li").count(), 5);
	assert.match(await page.locator(".error-summary").textContent(), /5/);
	await page.getByRole("button", { name: "Bỏ tệp này ba.txt" }).click();
	assert.equal(await page.locator(".files li").count(), 4);
	await next(page);
	await page.waitForURL("**/file/who");
	await page.goto("/file/check");
	const { code } = await send(page);
	await page.goto(`/m/${plain(code)}`);
	assert.equal(await page.locator(".files li").count(), 4);
	const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "một.jpg" }).click()]);
	const kept = readFileSync(await download.path());
	assert.ok(kept.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) && !kept.includes("GPS"), "a photograph, without its place");
});

const crc32 = (bytes) => {
	let c = ~0;
	for (const byte of bytes) {
		c ^= byte;
		for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
	}
	return ~c >>> 0;
};

/** A photograph that compresses to nothing less: noise, as PNG. */
const noisyPicture = (side) => {
	const chunk = (type, bytes) => {
		const body = Buffer.concat([Buffer.from(type), bytes]), whole = Buffer.alloc(body.length + 8);
		whole.writeUInt32BE(bytes.length);
		body.copy(whole, 4);
		whole.writeUInt32BE(crc32(body), body.length + 4);
		return whole;
	};
	const head = Buffer.alloc(13), rows = randomBytes(side * (3 * side + 1));
	head.writeUInt32BE(side);
	head.writeUInt32BE(side, 4);
	head.set([8, 2], 8);
	for (let y = 0; y < side; y++) rows[y * (3 * side + 1)] = 0;
	return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 1 })), chunk("IEND", Buffer.alloc(0))]);
};

test("five files as large as the page says are kept and come back, photographs among them", async () => {
	const page = await person(server, { script: false });
	await fill(page);
	await page.goto("/file/text");
	const photos = [0, 1].map((n) => [`ảnh ${n}.png`, noisyPicture(1780)]), texts = [0, 1, 2].map((n) => [`giấy ${n}.txt`, Buffer.from(randomBytes(5 << 20).toString("hex"))]);
	for (const [name, bytes] of photos) assert.ok(bytes.length > 9e6 && bytes.length <= 10 << 20, `${name}: ${bytes.length}`);
	await page.getByLabel("Chọn tệp").setInputFiles(onDisk([...photos, ...texts]));
	await page.getByRole("button", { name: "Tải tệp lên" }).click();
	assert.equal(await page.locator(".files li").count(), 5, await page.locator("main").textContent());
	await page.goto("/file/check");
	const { code } = await send(page);
	await page.goto(`/m/${plain(code)}`);
	const fetched = async (name) => {
		const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
		return readFileSync(await download.path());
	};
	for (const [name, bytes] of texts) assert.ok((await fetched(name)).equals(bytes), name);
	for (const [name] of photos) assert.ok((await fetched(name)).length > 9e6, name);
});

test("while the extractor is away a photograph is kept all the same", async () => {
	const own = await startServer({ env: { DANVAN_EXTRACT: "/nowhere/extract" } });
	try {
		const page = await person(own, { script: false });
		await fill(page, { files: [PHOTO] });
		assert.ok((await page.locator("main").textContent()).includes("photograph.jpg"));
	} finally {
		await own.stop();
	}
});

// ---- where, what is not filed here, what is not there

test("the place is found as people type it, with the names of before", async () => {
	const page = await person(server, { viewport: DESK });
	await page.goto("/file");
	await page.getByRole("radio", { name: "Phản ánh, kiến nghị" }).check();
	await next(page);
	await page.getByRole("radio", { name: "Không", exact: true }).check();
	await next(page);
	for (const typed of ["yen lac", "Yeens Lacj", "Yến Lạc", "YẾN LẠC"]) {
		await page.getByLabel("Việc này ở xã nào?").fill("");
		await page.getByLabel("Việc này ở xã nào?").pressSequentially(typed);
		await page.getByRole("radio").first().waitFor();
		await assert.doesNotReject(page.getByText(/Yến Lạc/).first().waitFor({ timeout: 3000 }), typed);
	}
	await page.getByLabel("Việc này ở xã nào?").fill("xyzzy khong co");
	await page.getByRole("button", { name: "Tìm", exact: true }).click();
	await assert.doesNotReject(page.getByText("Không tìm thấy").first().waitFor());
	const json = await (await page.request.get("/units/find?q=luong+ha")).json();
	assert.ok(json.length >= 1 && json[0].id && json[0].within.includes("nay thuộc"));
});

test("complaints and denunciations: how and where to go", async () => {
	const page = await person(server, { script: false });
	for (const kind of ["Khiếu nại", "Tố cáo"]) {
		await page.goto("/file");
		await page.getByRole("radio", { name: new RegExp("^" + kind) }).first().check();
		await next(page);
		await page.waitForURL("**/file/elsewhere/**");
		const said = await page.locator("main").textContent();
		assert.ok(said.includes("Nộp ở đâu") && said.includes("Luật"), kind);
	}
});

test("codes that are none, and keys in the wrong place, are told", async () => {
	const page = await person(server, { script: false });
	await page.goto("/m?code=abc");
	assert.match(await page.locator(".error-summary").textContent(), /12/);
	assert.equal(await page.locator("#code").inputValue(), "abc");
	const missing = await page.goto("/m/000000000000");
	assert.equal(missing.status(), 404);
	await page.goto("/m?code=" + "7".repeat(26));
	assert.match(await page.locator(".error-summary").textContent(), /khóa riêng/);
	for (const path of ["/m/000000000000/files/1", "/m/000000000000/opening/1/text", "/m/000000000000/do/rate"])
		assert.notEqual((await page.request.get(path, { maxRedirects: 0 })).status(), 200, path);
	const none = await page.goto("/receipt");
	assert.equal(none.status(), 404);
});

// ---- every page

test("every page: axe, html-validate, 320 px, under 30 KB, in both languages", async () => {
	const page = await person(server, { viewport: DESK });
	await fill(page, { name: "Lý Thị Hoa", phone: "0912345678", files: [PHOTO] });
	const paths = ["/", "/m", "/file", "/file/officer", "/file/place", "/file/text", "/file/who", "/file/check", "/cookies", "/accessibility", "/file/elsewhere/to-cao"];
	let n = 0;
	const look = async (path) => {
		for (const [k, lang] of ["vi", "en"].entries()) {
			const answer = await page.goto(`${path}?lang=${lang}`), source = await answer.text();
			assert.ok(answer.status() < 500, path);
			assert.equal(await page.locator("html").getAttribute("lang"), lang);
			assert.ok(gzipSync(source).length < 30 * 1024, `${path} is small`);
			await assertValid(source, `${path} ${lang}`);
			if (forAxe(n, k)) await assertAccessible(page, `${path} ${lang}`);
			await assertNoSideways(page);
			if (lang === "en") assert.ok(!/[ăđơưĂĐƠƯ]/.test((await page.locator("main h1").first().textContent()).replace(/[«»“”].*/, "")), `${path}: the heading is English`);
		}
		n++;
		await page.goto(`${path}?lang=vi`);
	};
	for (const path of paths) await look(path);
	await page.goto("/file/check");
	const { code } = await send(page);
	for (const path of ["/receipt", "/file", `/m/${plain(code)}`, `/m/${plain(code)}/proofs`, `/m/${plain(code)}/do/withdraw`]) await look(path);
});

test("text spacing of WCAG 1.4.12 and 200 % clip nothing", async () => {
	const page = await person(server, { viewport: PHONE });
	for (const path of ["/", "/file", "/cookies"]) {
		await page.goto(path);
		await page.evaluate(() => {
			const sheet = new CSSStyleSheet();
			sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }");
			document.adoptedStyleSheets = [sheet];
		});
		await assertNoSideways(page, 320);
	}
});
