/**
 * The pool of models and routes: immutable snapshots, read from documents whole or not at all.
 * Plain Java; only {@link dev.signalbox.ingress.pool.PoolDocuments} and its reader see YAML.
 */
@NullMarked
package dev.signalbox.ingress.pool;

import org.jspecify.annotations.NullMarked;
