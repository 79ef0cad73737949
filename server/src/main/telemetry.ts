/** Prometheus metrics: requests by door and status, and what the process itself uses. Labels are patterns, never values. */
import { collectDefaultMetrics, Gauge, Histogram, Registry as Metrics } from 'prom-client';
import type { MountedRoute } from '../kernel/service/index.ts';

export interface Telemetry {
  readonly observeRequest: (mounted: MountedRoute, status: number, durationMs: number) => void;
  gauge(name: string, help: string, read: () => number): void;
  text(): Promise<string>;
  readonly contentType: string;
}

export function createTelemetry(): Telemetry {
  const metrics = new Metrics();
  collectDefaultMetrics({ register: metrics, prefix: 'holdfast_' });
  const requests = new Histogram({
    name: 'holdfast_request_duration_seconds', help: 'Time from a request to the end of its answer', labelNames: ['service', 'method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10], registers: [metrics],
  });
  return {
    observeRequest: ({ service, route, address }, status, durationMs) => requests.observe({ service: service.name, method: route.method, route: address, status: String(status) }, durationMs / 1000),
    gauge(name, help, read) {
      new Gauge({ name: `holdfast_${name}`, help, registers: [metrics], collect() { this.set(read()); } });
    },
    text: () => metrics.metrics(),
    contentType: metrics.contentType,
  };
}
