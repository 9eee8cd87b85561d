// What libssl offers as macros only, as functions that Swift can call.
#pragma once
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

/// TLS 1.3 and, unless only that is wanted, TLS 1.2.
static inline int tls_context_set_versions(SSL_CTX *context, int only_13) {
    return SSL_CTX_set_min_proto_version(context, only_13 ? TLS1_3_VERSION : TLS1_2_VERSION)
        && SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION);
}

/// What no connection does, and what none keeps while it is idle.
static inline void tls_context_restrict(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION
        | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

static inline void tls_context_refuse_tickets(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);
}

/// New random keys; tickets that were made with the old ones lead to a full handshake.
static inline int tls_context_set_ticket_keys(SSL_CTX *context, void *keys, long count) {
    return SSL_CTX_set_tlsext_ticket_keys(context, keys, count) == 1;
}

static inline long tls_context_ticket_keys_size(SSL_CTX *context) {
    return SSL_CTX_get_tlsext_ticket_keys(context, NULL, 0);
}

static inline int tls_context_set_groups(SSL_CTX *context, const char *list) {
    return SSL_CTX_set1_groups_list(context, list) == 1;
}

/// Takes a reference of its own.
static inline int tls_context_add_chain_certificate(SSL_CTX *context, X509 *certificate) {
    return SSL_CTX_add1_chain_cert(context, certificate) == 1;
}

static inline void tls_context_on_server_name(
    SSL_CTX *context, int (*choose)(SSL *, int *, void *), void *argument) {
    SSL_CTX_set_tlsext_servername_callback(context, choose);
    SSL_CTX_set_tlsext_servername_arg(context, argument);
}

static inline int tls_set_server_name(SSL *ssl, const char *name) {
    return SSL_set_tlsext_host_name(ssl, (char *)name) == 1;
}

static inline int tls_has_extended_master_secret(SSL *ssl) {
    return SSL_get_extms_support(ssl) == 1;
}

/// Names as RFC 2253 writes them, with letters beyond ASCII as they are.
static const unsigned long tls_name_format = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
