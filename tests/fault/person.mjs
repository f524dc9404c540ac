// person.mjs - somebody who files by the pages, as a browser does without JavaScript: cookies, forms, files that are sent along, and the receipt. What was sent along can be fetched with the key.
const decoded = text => text.replace(/&#(\d+);/g, (_, n) => String.fromCharCode(n)).replaceAll('&quot;', '"').replaceAll('&amp;', '&');

// `server`: asked for its port at each request, for it may be another one meanwhile. Every function rejects when nothing is answered.
export class Person {
	constructor(server) { this.server = server; this.cookies = new Map(); this.at = 0; this.uploading = false; }
	async ask(path, body, method = body ? 'POST' : 'GET') {
		const answer = await fetch(`http://127.0.0.1:${this.server().port}${path}`, { method, body, redirect: 'manual', signal: AbortSignal.timeout(8000),
			headers: { 'accept-language': 'en', 'accept': 'text/html', cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } });
		for (const line of answer.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
			this.cookies.set(name, value);
		}
		return answer;
	}
	// Fills in the form of a page; where it leads.
	async fill(path, values, files = []) {
		const page = await this.ask(path), token = /name="_token" value="([^"]*)"/.exec(await page.text())?.[1];
		if (!token) throw Object.assign(new Error(`${path} has no form (${page.status}, ${page.headers.get('location')})`), { is_lost: page.status < 500 });
		const body = files.length ? new FormData() : new URLSearchParams();
		body.append('_token', decoded(token));
		for (const [name, value] of Object.entries(values)) body.append(name, value);
		for (const { name, bytes } of files) body.append('files', new Blob([bytes], { type: 'text/plain' }), name);
		const answer = await this.ask(path, body);
		const said = /<main[^>]*>([^]*)<\/main>/.exec(await answer.text())?.[1].replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 300);
		return { status: answer.status, leads: answer.headers.get('location'), said };
	}
	// All pages up to the one where all is seen again before it is sent. Where it was broken off, the next call goes on with the page that was not answered; false: nobody knows whether the
	// files of that page were kept.
	async prepare(words, files) {
		const forms = [['/file', { kind: 'phan-anh-kien-nghi' }], ['/file/officer', { officer: 'no' }], ['/file/place', { place: 'xã Na Rì', place_id: 'vn-02155-20250701' }],
			['/file/text', { text: words }, files], ['/file/who', { name: 'Người thử', phone: '0912345678' }]];
		for (; this.at < forms.length; this.at++) {
			const [path] = forms[this.at], uploads = path === '/file/text';
			if (this.uploading) return false;
			this.uploading = uploads;
			const { status, said } = await this.fill(...forms[this.at]);
			if (status !== 303) throw new Error(`${path} is answered with ${status}: ${said}`);
			this.uploading = false;
		}
		return true;
	}
	// The answer to the last button: { status }, and with 303 the receipt waits.
	async send() { return this.fill('/file/check', {}); }
	// Code and key, as the receipt's page shows them; null when nothing was filed.
	async receipt() {
		const page = await this.ask('/receipt'), text = await page.text();
		const [code, key] = [...text.matchAll(/class="code[^"]*"[^>]*>([0-9A-Z-]+)</g)].map(found => found[1].replaceAll('-', ''));
		const proof = await (await this.ask('/receipt/proof')).text();
		return page.status === 200 && key ? { code, key, proof } : null;
	}
	async file(code, number) {
		const answer = await this.ask(`/m/${code}/files/${number}`);
		return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
	}
	// Opens a matter, for this person's browser.
	async open(code, key) { return (await this.ask(`/m/${code}`, new URLSearchParams({ key }))).status; }
}
