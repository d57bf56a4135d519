// usage: node shot.ts <out dir> <address> [dark|light] [width] [full]
import { openSite } from '/work/wt/action/docs/test/site/open-site.ts';
const [, , out, address, scheme = 'light', width = '1280', full = ''] = process.argv;
await using site = await openSite();
const page = await site.browser.newPage({ colorScheme: scheme as 'light', viewport: { width: Number(width), height: 900 }, reducedMotion: 'reduce' });
page.on('console', (m) => { if (['error','warning'].includes(m.type())) console.log(m.text()); });
await page.goto(site.origin + address); await page.waitForLoadState('networkidle'); await page.waitForTimeout(300);
await page.screenshot({ path: out, fullPage: full === 'full' });
process.exit(0);
