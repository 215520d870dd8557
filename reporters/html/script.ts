/** The filter of flaws. The page can be read without it: its controls appear when it runs. */

export const script: string = `
const form = document.getElementById('filters');
const flaws = [...document.querySelectorAll('article.flaw')];
const said = document.getElementById('shown');
const severityOrder = ['critical', 'high', 'medium', 'low', 'info'];
function filter() {
  const words = document.getElementById('words').value.toLowerCase();
  const worst = severityOrder.indexOf(document.getElementById('worst').value);
  let shown = 0;
  for (const flaw of flaws) {
    const fits = severityOrder.indexOf(flaw.dataset.severity) <= worst && flaw.textContent.toLowerCase().includes(words);
    flaw.hidden = !fits;
    if (fits) shown += 1;
  }
  said.textContent = shown + ' of ' + flaws.length + ' shown';
}
if (form) {
  form.hidden = false;
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
}
`;
