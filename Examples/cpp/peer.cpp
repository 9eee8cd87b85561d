// A WAMP peer in C++: callee and caller, subscriber and publisher, over RawSocket with MessagePack.
//
//     wamp-peer [--host 127.0.0.1] [--port 8080] [--unix PATH] [--realm realm1] [--stay]
//               [PROCEDURE [ARGUMENT...]]
//
// Registers com.example.cpp.add, calls PROCEDURE (its own, if none is named), subscribes to
// com.example.chat, publishes to it, and leaves. With --stay it answers calls and prints events until it
// is interrupted. With --unix it connects to a Unix socket instead of a TCP port. An ARGUMENT that reads as
// an integer is sent as one, any other as a string.
//
// Build it with `make`; the Makefile names the Debian packages. The library is Autobahn|C++ 17.5, as Debian
// has it; the comments that begin with "17.5:" say what is peculiar to that version.

#include <autobahn/autobahn.hpp>

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using boost::asio::io_service;

const std::string ADD = "com.example.cpp.add";
const std::string CHAT = "com.example.chat";

volatile std::sig_atomic_t interrupted = 0;  // by SIGINT or SIGTERM

// Everything runs on the main thread inside of this function, the handlers of calls and events, too.
// 17.5: says nothing when a connection ends; all that is seen is that there is nothing left to run.
template <typename Condition>
void run_until(io_service& io, Condition done)
{
    while (!done()) {
        if (io.stopped()) throw std::runtime_error("the connection was lost");
        io.run_one_for(20ms);
    }
}

template <typename Condition>
void run_shortly_until(io_service& io, Condition done)
{
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    run_until(io, [&] { return done() || std::chrono::steady_clock::now() > deadline; });
    if (!done()) throw std::runtime_error("nothing came within 10 seconds");
}

// The answer to a request; what the router refuses is thrown. Not for handlers, which run inside of it.
template <typename Answer>
Answer await(io_service& io, boost::future<Answer> answer)
{
    run_shortly_until(io, [&] { return answer.is_ready(); });
    return answer.get();
}

struct Options {
    std::string host = "127.0.0.1";
    std::string port = "8080";
    std::string socket;
    std::string realm = "realm1";
    bool stay = false;
    std::string procedure = ADD;
    std::vector<std::string> arguments = {"2", "3"};
};

Options parse(const std::vector<std::string>& words)
{
    Options options;
    auto word = words.begin();
    const auto value = [&]() -> const std::string& {
        if (++word == words.end()) throw std::invalid_argument(*(word - 1) + " needs a value");
        return *word;
    };
    for (; word != words.end() && word->rfind("--", 0) == 0; ++word) {
        if (*word == "--host") options.host = value();
        else if (*word == "--port") options.port = value();
        else if (*word == "--unix") options.socket = value();
        else if (*word == "--realm") options.realm = value();
        else if (*word == "--stay") options.stay = true;
        else throw std::invalid_argument("unknown option " + *word);
    }
    if (word != words.end()) {
        options.procedure = *word;
        options.arguments.assign(word + 1, words.end());
    }
    return options;
}

std::shared_ptr<autobahn::wamp_transport> make_transport(io_service& io, const Options& options)
{
    if (!options.socket.empty()) {
        const boost::asio::local::stream_protocol::endpoint endpoint(options.socket);
        return std::make_shared<autobahn::wamp_uds_transport>(io, endpoint);
    }
    boost::asio::ip::tcp::resolver resolver(io);
    const auto addresses = resolver.resolve(options.host, options.port);
    return std::make_shared<autobahn::wamp_tcp_transport>(io, addresses.begin()->endpoint());
}

// Callee: runs once per call. An exception would reach the caller as wamp.error.runtime_error.
void add(autobahn::wamp_invocation invocation)
{
    std::cout << ADD << " is called with " << invocation->arguments<msgpack::object>() << std::endl;
    const auto refuse = [&](const std::string& why) {
        invocation->error("wamp.error.invalid_argument", std::vector<std::string>{why});
    };
    std::int64_t sum = 0;
    try {
        for (const auto number : invocation->arguments<std::vector<std::int64_t>>()) {
            if (__builtin_add_overflow(sum, number, &sum)) return refuse("the sum does not fit into 64 bits");
        }
    } catch (const msgpack::type_error&) {
        return refuse("only integers can be added");
    }
    invocation->result(std::vector<std::int64_t>{sum});
}

// Caller: what the callee or the router answers with ERROR is thrown as std::runtime_error.
// 17.5: its text is the error's URI and, if there is one, the keyword argument `what`; the rest is lost.
bool call(io_service& io, autobahn::wamp_session& session, const Options& options)
{
    msgpack::zone zone;  // owns the strings
    std::vector<msgpack::object> arguments;
    for (const auto& text : options.arguments) {
        std::int64_t number = 0;
        const auto end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data(), end, number);
        const bool is_integer = parsed.ec == std::errc() && parsed.ptr == end;
        arguments.push_back(is_integer ? msgpack::object(number) : msgpack::object(text, zone));
    }
    std::cout << "calling " << options.procedure << " with " << msgpack::object(arguments, zone) << std::endl;
    auto answer = session.call(options.procedure, arguments);
    run_shortly_until(io, [&] { return answer.is_ready(); });
    try {
        const auto result = answer.get();
        std::cout << "result: " << result.arguments<msgpack::object>() << " "
                  << result.kw_arguments<msgpack::object>() << std::endl;
        return true;
    } catch (const std::runtime_error& error) {
        std::cout << "refused: " << error.what() << std::endl;
        return false;
    }
}

// Subscriber and publisher.
void chat(io_service& io, autobahn::wamp_session& session)
{
    const auto has_heard = std::make_shared<bool>(false);
    const auto print = [=](const autobahn::wamp_event& event) {
        std::cout << CHAT << ": " << event.arguments<msgpack::object>() << " "
                  << event.kw_arguments<msgpack::object>() << std::endl;
        *has_heard = true;
    };
    await(io, session.subscribe(CHAT, print));

    const std::vector<std::string> arguments = {"hello from C++"};
    const std::map<std::string, std::string> keyword_arguments = {{"from", "peer.cpp"}};
    autobahn::wamp_publish_options options;
    options.set_exclude_me(false);  // a publisher hears itself only if it wants to
    // 17.5: cannot ask for an acknowledgement, so this waits for the sending only; a refusal is not told.
    await(io, session.publish(CHAT, arguments, keyword_arguments, options));
    run_shortly_until(io, [&] { return *has_heard; });
}

bool converse(const Options& options)
{
    io_service io;
    const auto session = std::make_shared<autobahn::wamp_session>(io);
    const auto transport = make_transport(io, options);
    transport->attach(session);
    {
        // connect() ends on a thread of its own: keeps the loop going until then.
        const io_service::work connecting(io);
        await(io, transport->connect());
    }
    await(io, session->start());
    const auto id = await(io, session->join(options.realm));
    std::cout << "session " << id << " in " << options.realm << std::endl;

    await(io, session->provide(ADD, add));
    std::cout << "registered " << ADD << std::endl;
    const bool has_result = call(io, *session, options);
    chat(io, *session);
    if (options.stay) run_until(io, [] { return interrupted != 0; });

    // Leaving ends what was registered and subscribed.
    // 17.5: unprovide() never ends, and leave() would name a reason from before the specification's.
    const auto reason = await(io, session->leave("wamp.close.close_realm"));
    std::cout << "left: " << reason << std::endl;
    await(io, session->stop());
    transport->disconnect();
    transport->detach();
    return has_result;
}

int main(int count, char** words)
{
    std::signal(SIGINT, [](int) { interrupted = 1; });
    std::signal(SIGTERM, [](int) { interrupted = 1; });
    try {
        return converse(parse({words + 1, words + count})) ? 0 : 1;
    } catch (const autobahn::no_session_error&) {
        // 17.5: a GOODBYE of the router comes as this error, and is not answered.
        std::cerr << "the router has ended the session" << std::endl;
    } catch (const std::exception& error) {
        std::cerr << "failed: " << error.what() << std::endl;
    }
    return 1;
}
