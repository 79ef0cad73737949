/** Front door of the jobs of the platform. */
export { installJobQueue, jobRole, jobSchema } from './install-job-queue.ts';
export { createJobRunner, type Job, type JobHandler, type JobRunner } from './job-runner.ts';
