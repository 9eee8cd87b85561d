import ArgumentParser

/// One run of a workload under steady load: connect, prepare, warm up, measure, wait for the rest.
struct LoadRun<Load: Workload>: Sendable {
    let options: CommonOptions
    let workload: Load

    /// Prints the result.
    ///
    /// - Throws: `ExitCode.failure` where an answer was wrong or missing.
    func run() async throws {
        do {
            let generator = try LoadGenerator(options)
            let pids = options.pid.map { ProcessUsage.tree($0) } ?? []
            try await generator.connect(workload)
            try await generator.prepare()
            try await generator.setLoading(true)
            try await generator.sleep(seconds: options.warmup)
            let begin = try await generator.mark(true, pids)
            try await generator.sleep(seconds: options.seconds)
            let end = try await generator.mark(false, pids)
            try await generator.setLoading(false)
            let final = try await generator.drain()
            print(report(begin, end, errors: final.errors).line)
            if final.errors > 0 { throw ExitCode.failure }
        } catch let error as BenchmarkError {
            printToStandardError("\(error)")
            throw ExitCode.failure
        }
    }

    private func report(_ begin: Mark, _ end: Mark, errors: Int) -> Report {
        var report = Report()
        report.add("workload", workload.name)
        if let label = options.label { report.add("label", label) }
        options.wire.describe(&report)
        workload.describe(&report)
        let seconds = Double(end.time - begin.time) / 1e9
        let measured = end.measurement
        let operations = Double(measured.operations)
        report.add("seconds", seconds)
        report.add("operations", measured.operations)
        report.add("ops_per_second", operations / seconds)
        report.add("p50_us", measured.latency.percentile(0.5) / 1e3)
        report.add("p99_us", measured.latency.percentile(0.99) / 1e3)
        if options.pid != nil {
            let cpu = end.router.cpuSeconds - begin.router.cpuSeconds
            report.add("router_cpu_us_per_op", cpu * 1e6 / operations)
            report.add("router_cpu_share", cpu / seconds)
            report.add("router_resident_kib", end.router.residentBytes / 1024)
        }
        let own = end.generator.cpuSeconds - begin.generator.cpuSeconds
        report.add("bench_cpu_us_per_op", own * 1e6 / operations)
        report.add("bench_cpu_share", own / seconds)
        if options.pid != nil {
            // What disturbed the run, in cores.
            let routers = end.router.cpuSeconds - begin.router.cpuSeconds
            let all = end.machineCPUSeconds - begin.machineCPUSeconds
            report.add("other_cpu_share", max(0, all - own - routers) / seconds)
        }
        report.add("errors", errors)
        return report
    }
}
