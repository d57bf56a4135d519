// cpu.js in CommonJS.

const gatefold = require('@gatefold/cpu');

async function main() {
  const { articleLine } = await import('./article.mjs');
  console.log(await articleLine(await gatefold.cpu(), gatefold));
}

void main();
