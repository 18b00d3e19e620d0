/**
 * Files and batches belong to the replica in whose folder they are. Their ids name it, so that any
 * replica can have a request answered by the one that can.
 */
@NullMarked
package dev.signalbox.ingress.peer;

import org.jspecify.annotations.NullMarked;
