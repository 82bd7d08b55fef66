// Checks the signed claim behind the # of a scanned address, with the keys on the page and no request.
const KIND = "cert";
const PREFIX = "#c=";
const MULTIKEY = [0xed, 0x01];
const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

const utf8 = new TextDecoder("utf-8", { fatal: true });

function fromBase64url(text) {
  if (!/^[\w-]*$/.test(text)) throw new Error("This is not base64url.");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

function fromBase58(text) {
  let value = 0n;
  for (const character of text) {
    const digit = BASE58.indexOf(character);
    if (digit < 0) throw new Error("This is not base58.");
    value = value * 58n + BigInt(digit);
  }
  const bytes = [];
  for (; value > 0n; value >>= 8n) bytes.unshift(Number(value & 0xffn));
  return Uint8Array.from(bytes);
}

function statingKeys(document) {
  return document.verificationMethod
    .filter((method) => document.assertionMethod.includes(method.id) && method.publicKeyMultibase)
    .map((method) => fromBase58(method.publicKeyMultibase.slice(1)))
    .filter((bytes) => MULTIKEY.every((byte, place) => bytes[place] === byte))
    .map((bytes) => bytes.slice(MULTIKEY.length));
}

async function importedKeys(document) {
  return Promise.all(
    statingKeys(document).map((raw) => crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"])),
  );
}

function read(encoded, issuer) {
  const [head, said, signature, ...more] = encoded.split(".");
  const header = JSON.parse(utf8.decode(fromBase64url(head)));
  const claim = JSON.parse(utf8.decode(fromBase64url(said)));
  if (more.length || header.alg !== "EdDSA" || header.typ !== KIND || claim.iss !== issuer) throw new Error("No claim of this issuer.");
  return { claim, signature: fromBase64url(signature), signed: new TextEncoder().encode(`${head}.${said}`) };
}

async function verdictOn(encoded, document) {
  let parts;
  try {
    parts = read(encoded, document.id);
  } catch {
    return { verdict: "bad" };
  }
  let keys;
  try {
    keys = await importedKeys(document);
  } catch {
    return { verdict: "unable" }; // an older browser, or an address without TLS
  }
  for (const key of keys) {
    if (await crypto.subtle.verify({ name: "Ed25519" }, key, parts.signature, parts.signed)) {
      const address = location.pathname.split("/").filter(Boolean);
      const isHere = address.length < 2 || address.includes(parts.claim.n);
      return { verdict: isHere ? "good" : "other", claim: parts.claim };
    }
  }
  return { verdict: "bad" };
}

function show(section, { verdict, claim }) {
  for (const part of section.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== verdict;
  if (verdict === "good") {
    for (const place of section.querySelectorAll("[data-said]")) {
      const said = claim[place.dataset.said] ?? place.dataset.otherwise ?? "";
      const isDay = "isDay" in place.dataset && /^\d{4}-\d\d-\d\d$/.test(said);
      place.textContent = isDay
        ? new Date(`${said}T00:00:00Z`).toLocaleDateString(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" })
        : said;
    }
  }
  const isOld = verdict === "good" && claim.r < Number(section.dataset.issue);
  section.querySelector("[data-superseded]").hidden = !isOld;
  section.hidden = false;
}

async function check() {
  const section = document.querySelector("[data-claim]");
  section.hidden = true;
  if (!location.hash.startsWith(PREFIX)) return;
  const keys = JSON.parse(document.getElementById("published-keys").textContent);
  show(section, await verdictOn(location.hash.slice(PREFIX.length), keys));
}

addEventListener("hashchange", check);
check();
