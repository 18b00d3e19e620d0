/**
 * The whole ingress as it ships, between real sockets: fakes of upstreams, worker and classifier on
 * one side, clients on the other.
 */
package dev.signalbox.ingress.edge;
