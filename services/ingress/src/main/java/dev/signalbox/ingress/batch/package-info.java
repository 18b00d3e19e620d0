/**
 * Files and batches: what a client left to be answered when there is room. Everything that was
 * accepted is in a folder before it is said to be, and each job's answer is there once. All state
 * changes on one thread.
 */
@NullMarked
package dev.signalbox.ingress.batch;

import org.jspecify.annotations.NullMarked;
