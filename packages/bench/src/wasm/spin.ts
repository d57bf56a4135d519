// A program that keeps a core busy, and looks up often enough to see that its maker has gone.

const turnMs = 50;

process.on('disconnect', () => process.exit());

setImmediate(function spin() {
  const end = performance.now() + turnMs;
  while (performance.now() < end);
  setImmediate(spin);
});
