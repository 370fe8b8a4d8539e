/** Preloaded into a server. On SIGUSR2 it prints the 99th percentile of the event loop's delay since the last signal, in ms. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';

const RESOLUTION_MS = 1;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();

process.on('SIGUSR2', () => {
  // The histogram holds the time between two ticks of a timer. What exceeds the timer's own interval is delay.
  process.stderr.write(`delay ${Math.max(0, delays.percentile(99) / 1e6 - RESOLUTION_MS)}\n`);
  delays.reset();
});
