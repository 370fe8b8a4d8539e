import type { Benchmark } from './benchmark.js';
export const webhookLatency: Benchmark = { title: 'x', run: () => Promise.resolve([]) };
