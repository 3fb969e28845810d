/** The login page: whose it is, who you are, Continue or Deny. */

const escape = (text) =>
  String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const shell = (title, inside) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>body { font: 1rem/1.5 sans-serif; margin: 3rem auto; max-width: 20rem }</style>
${inside}
</html>
`;

/** The page that asks. */
export function loginPage({ label, action, client }) {
  return shell(
    `${label}: log in`,
    `<h1>${escape(label)}</h1>
<p>${escape(client)} asks who you are.</p>
<form method="post" action="${escape(action)}">
<p><label>Username <input name="account" value="alice" required></label></p>
<p><button name="answer" value="continue">Continue</button>
<button name="answer" value="deny" formnovalidate>Deny</button></p>
</form>`,
  );
}

/** The page that says what is wrong with the request. */
export function errorPage({ label, error, description }) {
  return shell(
    `${label}: error`,
    `<h1>${escape(label)}</h1>
<p><code>${escape(error)}</code>: ${escape(description ?? '')}</p>`,
  );
}
