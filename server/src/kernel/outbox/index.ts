/** Front door of the outbox. */
export { createOutboxDispatcher, type DeliveredEvent, type OutboxDispatcher, type OutboxHandler } from './dispatcher.ts';
