/**
 * The pool as {@code Model} and {@code Route} resources of a Kubernetes namespace. Reads only; the
 * informers' threads hand over to one thread that reads the documents.
 */
@NullMarked
package dev.signalbox.ingress.cluster;

import org.jspecify.annotations.NullMarked;
