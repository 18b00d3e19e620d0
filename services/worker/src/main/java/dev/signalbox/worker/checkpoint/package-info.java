/**
 * A Hugging Face model folder, read without trust: memory-mapped safetensors, configuration with
 * the reference's defaults, and every tensor's name and shape checked before a byte of it is used.
 * The rule: no DJL and no framework; refusals name the file, the tensor and the reason.
 */
@NullMarked
package dev.signalbox.worker.checkpoint;

import org.jspecify.annotations.NullMarked;
