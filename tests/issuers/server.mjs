/**
 * Identity providers for the tests, each on its own port of 127.0.0.1.
 *
 * node server.mjs [--callback-base URL]…
 *
 * Prints one line of JSON when all of them listen, and ends when its standard input
 * does, so that it never outlives the tests.
 */
import { parseArgs } from 'node:util';
import { facebook, github, x } from './brands/oauth.mjs';
import { google, oidc, oidc2, wordpress } from './brands/openid.mjs';
import { openControl } from './control.mjs';
import { Issuer } from './issuer.mjs';

const BRANDS = { oidc, oidc2, google, wordpress, x, facebook, github };

/** What a client of this issuer is told when it registers. */
function registration({ name, brand, url, origin, clientId, clientSecret }) {
  const { authorization, token, userinfo, jwks } = brand.routes;
  const profile = userinfo ? url + userinfo : origin + Object.keys(brand.paths)[0];
  return {
    name,
    label: brand.label,
    url,
    origin,
    client_id: clientId,
    client_secret: clientSecret,
    authorize_url: url + authorization,
    token_url: url + token,
    userinfo_url: profile,
    jwks_url: jwks ? url + jwks : null,
    is_openid: brand.isOpenid,
    auth: brand.auth,
    needs_pkce: brand.needsPkce,
    promises_iss: brand.promisesIss,
    scope: brand.scopes.join(' '),
  };
}

const { values } = parseArgs({
  options: { 'callback-base': { type: 'string', multiple: true, default: [] } },
});
const bases = values['callback-base'];
const issuers = new Map(
  Object.entries(BRANDS).map(([name, brand]) => [name, new Issuer(name, { brand, bases })]),
);
await Promise.all([...issuers.values()].map((issuer) => issuer.open()));
const control = await openControl({ issuers, bases });
process.stdin.on('close', () => process.exit(0)).resume();
console.log(JSON.stringify({ control, issuers: [...issuers.values()].map(registration) }));
