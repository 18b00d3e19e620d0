/**
 * The model as one TorchScript program that Java writes: source text, a pickle of the empty module,
 * a stored zip. The rule: pure text and bytes; nothing here loads or runs it.
 */
@NullMarked
package dev.signalbox.worker.program;

import org.jspecify.annotations.NullMarked;
