/**
 * The worker as a Java library: load a folder, ask it. The rule: nothing here that the served
 * worker does not do the same way.
 */
@NullMarked
package dev.signalbox.worker.library;

import org.jspecify.annotations.NullMarked;
