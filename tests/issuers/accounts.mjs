/** The people. Any name is an account; what it is called elsewhere follows from it. */
import { createHash } from 'node:crypto';

/** A number of so many digits that is always the same for the same text. */
export function number(text, digits) {
  const hash = createHash('sha256').update(text).digest('hex');
  return (BigInt(`0x${hash}`).toString() + '0'.repeat(digits))
    .slice(0, digits)
    .replace(/^0/, '1');
}

/** What every issuer knows of an account, before it puts it into its own words. */
export function person(account, { url, avatar }) {
  const file = avatar ?? `${account}.png`;
  return {
    account,
    name: `${account[0].toUpperCase()}${account.slice(1)} Example`,
    email: `${account}@mail.example`,
    avatar: `${url}/avatar/${file}`,
    page: `${url}/people/${account}`,
  };
}

/** A document with some fields set and some taken away. */
export function altered(document, { set = {}, drop = [] }) {
  const made = { ...document, ...set };
  for (const name of drop) delete made[name];
  return made;
}
