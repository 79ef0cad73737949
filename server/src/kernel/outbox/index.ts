/** Front door of the outbox: delivery of events that committed with a change. */
export { createOutboxDispatcher, type DeliveredEvent, type OutboxDispatcher, type OutboxHandler } from './dispatcher.ts';
