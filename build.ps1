#!/usr/bin/env pwsh
# Starts the build: finds the .NET SDK of global.json, builds the program in build/ if it changed, and runs it.
# The same steps as build.sh, which explains them.
$ErrorActionPreference = 'Stop'

$root = $PSScriptRoot
$temp = Join-Path $root '.nuke/temp'
$run = Join-Path $temp 'run'
$env:NUKE_ROOT = $root
$executable = if ($env:OS -eq 'Windows_NT') { '_build.exe' } else { '_build' }
$dotnetName = if ($env:OS -eq 'Windows_NT') { 'dotnet.exe' } else { 'dotnet' }

function Get-Program {
    $files = @(Get-ChildItem -Path (Join-Path $root 'build') -Recurse -File | Where-Object { $_.Name -notlike '.*' -and $_.Name -notlike '*~' }) +
        @('global.json', 'Directory.Build.props', 'Directory.Packages.props' | ForEach-Object { Join-Path $root $_ } | Where-Object { Test-Path $_ } | Get-Item)
    $lines = $files | ForEach-Object { "$($_.FullName) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" } | Sort-Object
    $bytes = [Text.Encoding]::UTF8.GetBytes("$root`n" + ($lines -join "`n"))
    $hash = [Security.Cryptography.SHA256]::Create().ComputeHash($bytes)
    Join-Path $run ([BitConverter]::ToString($hash, 0, 8).Replace('-', '').ToLowerInvariant())
}

function Test-Ready([string] $program) {
    $noted = Join-Path $program 'dotnet-root'
    if (-not (Test-Path (Join-Path $program $executable)) -or -not (Test-Path $noted)) { return $false }
    $script:dotnetRoot = (Get-Content $noted -Raw).Trim()
    Test-Path (Join-Path $script:dotnetRoot $dotnetName)
}

function Find-Sdk {
    $candidates = @('dotnet')
    foreach ($folder in $env:DOTNET_ROOT, (Join-Path $HOME '.dotnet'), (Join-Path $temp 'dotnet')) {
        if ($folder) { $candidates += Join-Path $folder $dotnetName }
    }
    foreach ($candidate in $candidates) {
        $command = Get-Command $candidate -ErrorAction SilentlyContinue
        if ($command) {
            & $command.Source --version *> $null
            if ($LASTEXITCODE -eq 0) { return $command.Source }
        }
    }
    [Console]::Error.WriteLine('The .NET SDK of global.json is not here: downloading it to .nuke/temp/dotnet (about 250 MB, once) ...')
    try {
        $installer = Join-Path $temp 'dotnet-install.ps1'
        Invoke-WebRequest 'https://dot.net/v1/dotnet-install.ps1' -OutFile $installer -UseBasicParsing
        & $installer -JSonFile (Join-Path $root 'global.json') -InstallDir (Join-Path $temp 'dotnet') -NoPath *> (Join-Path $temp 'dotnet-install.log')
    }
    catch {
        [Console]::Error.WriteLine('It cannot be downloaded; is there a network? Nothing was changed.')
        [Console]::Error.WriteLine('Install the SDK from https://dotnet.microsoft.com/download, or set DOTNET_ROOT to where it is, and try again.')
        exit 3
    }
    Join-Path (Join-Path $temp 'dotnet') $dotnetName
}

function Invoke-Build([string] $program) {
    $new = Join-Path $run 'new'
    if (Test-Path $new) {
        Remove-Item $new, (Join-Path $temp 'obj/_build'), (Join-Path $temp 'obj/DataSpec.Engine'), (Join-Path $temp 'obj/DataSpec.Operations') -Recurse -Force -ErrorAction SilentlyContinue
    }
    New-Item -ItemType Directory -Force $new | Out-Null
    Push-Location $root
    try {
        $dotnet = Find-Sdk
        [Console]::Error.WriteLine('Building the program in build/ (the first time about half a minute) ...')
        $env:DOTNET_CLI_TELEMETRY_OPTOUT = $env:DOTNET_NOLOGO = $env:DOTNET_SKIP_FIRST_TIME_EXPERIENCE = '1'
        $env:DOTNET_TieredPGO = '0'
        foreach ($precompile in '-p:Precompile=true', '-p:Precompile=false') {
            $output = & $dotnet publish build/_build.csproj -c Release -o $new -nologo -v quiet '-clp:ErrorsOnly;NoSummary' -nodeReuse:false `
                -p:UseSharedCompilation=false -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false -p:GenerateDocumentationFile=false -p:DebugType=embedded $precompile
            $code = $LASTEXITCODE
            if ($code -eq 0) { break }
        }
    }
    finally { Pop-Location }
    if ($code -ne 0) {
        $output | ForEach-Object { [Console]::Error.WriteLine($_) }
        Remove-Item $new -Recurse -Force
        [Console]::Error.WriteLine("The program in build/ did not compile (exit code $code); the one before is untouched.")
        exit 1
    }
    $item = Get-Item $dotnet
    $target = if ($item.LinkType) { $item.ResolveLinkTarget($true).FullName } else { $item.FullName }
    Set-Content (Join-Path $new 'dotnet-root') (Split-Path $target)
    if (Test-Path $program) { Remove-Item $program -Recurse -Force }
    Move-Item $new $program
    Get-ChildItem $run -Directory | Where-Object { $_.FullName -ne $program -and $_.LastWriteTimeUtc -lt [DateTime]::UtcNow.AddHours(-2) } |
        Remove-Item -Recurse -Force -ErrorAction SilentlyContinue
}

$program = Get-Program
if (-not (Test-Ready $program)) {
    # A shell that completes a word waits for no build.
    if ($args -and $args[0] -eq ':complete') { exit 0 }
    New-Item -ItemType Directory -Force $run | Out-Null
    while ($null -eq $lock) {
        # One builder at a time; who waited finds the program ready.
        try { $lock = [IO.File]::Open((Join-Path $run 'lock'), 'OpenOrCreate', 'ReadWrite', 'None') }
        catch [IO.IOException] { Start-Sleep -Milliseconds 500 }
    }
    try { if (-not (Test-Ready $program)) { Invoke-Build $program } }
    finally { $lock.Dispose() }
    [void](Test-Ready $program)
}
$env:DOTNET_ROOT = $dotnetRoot
& (Join-Path $program $executable) @args
exit $LASTEXITCODE
