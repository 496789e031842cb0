/**
 * What a job is: what serves, which is {@code Serving}, and where events come from and results go,
 * which are {@code Ends}.
 */
package io.mosaicgpt.jobs.job;
