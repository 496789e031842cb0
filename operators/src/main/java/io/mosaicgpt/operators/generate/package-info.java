/**
 * The operator that generates.
 *
 * <p>{@link io.mosaicgpt.operators.generate.GenerateOperator} is the part that Flink sees. Behind
 * it each class keeps one promise:
 *
 * <ul>
 *   <li>on the way in, {@code Admission} makes requests of events, {@code RequestDesk} settles what
 *       holds for them and hands them to the engine, {@code InFlightTable} holds them;
 *   <li>on the way out, {@code ProgressMail} brings the engine's news to the task's thread, {@code
 *       ProgressDesk} applies them, {@code Results} writes records;
 *   <li>over a restart, {@code InFlightStore} and {@code RestartStore} keep state, {@code Restorer}
 *       takes requests up again, {@code Probation} finds the one that ends the engine each time;
 *   <li>{@code WatermarkHold} keeps watermarks behind older events, {@code EngineWatch} notices
 *       when the engine hangs, {@code UnusableModel} says why there is none.
 * </ul>
 */
package io.mosaicgpt.operators.generate;
