/** An issuer's signing key, and ID tokens signed with it, or not quite. */
import { createHmac, generateKeyPair, randomUUID, sign } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** Make a key for RS256 or ES256. */
export async function makeKey(alg) {
  const pair =
    alg === 'RS256'
      ? await generate('rsa', { modulusLength: 2048 })
      : await generate('ec', { namedCurve: 'P-256' });
  const kid = randomUUID();
  const jwk = { ...pair.privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
  return { ...pair, alg, kid, jwk };
}

const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** The claims of an ID token, unchecked. */
export function claimsOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
}

function assemble({ header, claims, signer }) {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signer(input).toString('base64url')}`;
}

/** Sign as the issuer does. */
export function signed(claims, key, kid = key.kid) {
  const signer = (input) =>
    sign('sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return assemble({ header: { alg: key.alg, kid }, claims, signer });
}

/** Sign with a shared secret, which an ID token never is. */
export function keyed(claims, key, secret) {
  const signer = (input) => createHmac('sha256', secret).update(input).digest();
  return assemble({ header: { alg: 'HS256', kid: key.kid }, claims, signer });
}

/** Do not sign at all. */
export function unsigned(claims) {
  return assemble({ header: { alg: 'none' }, claims, signer: () => Buffer.alloc(0) });
}
