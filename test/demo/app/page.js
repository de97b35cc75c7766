const style = `
  body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #2b2118; background: #faf6f0; }
  header { padding: 2.5rem 1rem 2rem; text-align: center; color: #fff; background: #7a4b2a; }
  h1 { margin: 0; font: 600 2.2rem/1.2 Georgia, serif; }
  main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); max-width: 60rem;
    margin: 2rem auto; padding: 0 1rem; }
  article { padding: 1.25rem; border-radius: .75rem; background: #fff; box-shadow: 0 1px 4px #2b211826; }
  article span { font-size: 2.5rem; }
  h2 { margin: .25rem 0 0; font-size: 1.1rem; }
  p { margin: 0 0 .75rem; color: #6f6257; }
  footer { padding: 1rem; text-align: center; font-size: .85rem; color: #6f6257; }
  code { overflow-wrap: anywhere; }
`;

export function renderPage(products, release) {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>The corner shop</title>
  <style>${style}</style>
</head>
<body>
  <header>
    <h1>The corner shop</h1>
    Open all night, deployed with AWS CodeDeploy
  </header>
  <main>
${products.map(renderProduct).join('\n')}
  </main>
  <footer>
    Deployment <code>${escapeHtml(release.deployment)}</code> of revision <code>${escapeHtml(release.revision)}</code>
    to ${escapeHtml(release.group)}
  </footer>
</body>
</html>
`;
}

function renderProduct({ picture, name, note, price }) {
  return `    <article>
      <span>${picture}</span>
      <h2>${escapeHtml(name)}</h2>
      <p>${escapeHtml(note)}</p>
      <strong>${escapeHtml(price)}</strong>
    </article>`;
}

function escapeHtml(text) {
  return String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
