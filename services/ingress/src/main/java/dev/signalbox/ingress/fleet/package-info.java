/**
 * Which of a model's workers a request goes to: pure, from what is known of each worker at that
 * moment. Nothing of a prompt is kept but hashes.
 */
@NullMarked
package dev.signalbox.ingress.fleet;

import org.jspecify.annotations.NullMarked;
