/**
 * Mutual TLS between the services: each shows the certificate of its folder and takes only those of
 * the same authority. Off unless the profile {@code mutual-tls} is on; renewed files are read again
 * without a restart.
 */
@NullMarked
package dev.signalbox.edge.tls;

import org.jspecify.annotations.NullMarked;
