package io.mosaicgpt.jobs.measure.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.mosaicgpt.jobs.measure.workload.StepParts;

/**
 * Decode steps of one batch size at one context.
 *
 * @param batch sequences
 * @param context positions that each holds already
 * @param stepMillis median time of a step, from the batch to the chosen ids
 * @param parts where it goes; null where the model keeps no account, as on a GPU
 * @param tokensPerSecond batch over that time
 * @param shareOfMeasured share of the bandwidth roofline, at the rate at which this run reads
 *     memory
 * @param shareOfNominal the same at the nominal bandwidth
 */
record DecodeFigure(
    @JsonProperty("batch") int batch,
    @JsonProperty("context") int context,
    @JsonProperty("step_ms") double stepMillis,
    @JsonUnwrapped StepParts parts,
    @JsonProperty("tokens_per_second") double tokensPerSecond,
    @JsonProperty("share_of_measured") double shareOfMeasured,
    @JsonProperty("share_of_nominal") double shareOfNominal) {}
