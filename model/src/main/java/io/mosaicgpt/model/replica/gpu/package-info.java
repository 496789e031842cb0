/** The form for GPUs: one KV pool, and the same few operators in every step. */
package io.mosaicgpt.model.replica.gpu;
